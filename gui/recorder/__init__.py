"""The recorder: the window's way to make an animation, which the record command writes in a process of its own."""
