"""The look of the window: palettes, drawn images, and the ttk theme made of them."""
