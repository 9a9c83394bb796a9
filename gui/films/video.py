"""MP4 and WebM films: the frames go to ffmpeg, a program of its own, which packs them while the next ones are drawn."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress

import numpy as np

from .film import HOLD, Film, Unwritten

PROGRAM = "ffmpeg"
PATIENCE = 5.0  # s in which ffmpeg must have ended once it is told to
BT709 = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


def found() -> bool:
    """Whether ffmpeg is on this machine."""
    return shutil.which(PROGRAM) is not None


class VideoFilm(Film):
    """A film for players: frames with an even number of pixels along both sides, as these want them.

    A picture with an odd side repeats its last row or column. The last frame stays a little.
    """

    container = ""
    codec: tuple[str, ...] = ()

    def _begin(self, handle: int) -> None:
        os.close(handle)
        wide, high = (side + side % 2 for side in self.size)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the film
        self._newest: bytes = b""
        command = [
            shutil.which(PROGRAM) or PROGRAM, "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo",
            "-pix_fmt", "rgba", "-s", f"{wide}x{high}", "-r", f"{self.rate:g}", "-i", "-", "-an",
            "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", *BT709, *self.codec,
            "-f", self.container, str(self.temporary),
        ]  # fmt: skip
        try:
            # A session of its own: Ctrl-C on the terminal is for whoever writes the film, not for ffmpeg beside it.
            self._program = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._errors, start_new_session=True
            )
        except OSError as error:
            raise Unwritten(f"{PROGRAM} could not be started: {error.strerror or error}") from error

    def _write(self, rgba: np.ndarray) -> None:
        wide, high = self.size
        if wide % 2 or high % 2:
            rgba = np.pad(rgba, ((0, high % 2), (0, wide % 2), (0, 0)), mode="edge")
        self._newest = rgba.tobytes()
        self._send(self._newest)

    def _send(self, frame: bytes) -> None:
        try:
            self._program.stdin.write(frame)
        except (OSError, ValueError) as error:
            raise Unwritten(self._complaint()) from error

    def _finish(self) -> None:
        if not self.frames:
            raise ValueError("a film without frames")
        for _ in range(round(HOLD * self.rate)):
            self._send(self._newest)
        try:
            self._program.stdin.close()
        except OSError as error:
            raise Unwritten(self._complaint()) from error
        if self._program.wait() != 0:
            raise Unwritten(self._complaint())
        with open(self.temporary, "rb+") as file:
            os.fsync(file.fileno())
        self._errors.close()

    def _complaint(self) -> str:
        """What ffmpeg says is wrong, in its last line."""
        self._end()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return f"{PROGRAM} gave up: {lines[-1]}" if lines else f"{PROGRAM} ended with {self._program.returncode}"

    def _stop(self) -> None:
        self._end()
        self._errors.close()

    def _end(self) -> None:
        """Take ffmpeg out of the way."""
        if self._program.poll() is None:
            self._program.kill()
        with suppress(OSError):
            self._program.stdin.close()
        self._program.wait(PATIENCE)


class Mp4Film(VideoFilm):
    """H.264: played by everything."""

    container = "mp4"
    codec = ("-c:v", "libx264", "-preset", "medium", "-crf", "17", "-tune", "animation", "-movflags", "+faststart")


class WebmFilm(VideoFilm):
    """VP9: for web pages."""

    container = "webm"
    codec = ("-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "22", "-row-mt", "1", "-deadline", "good", "-cpu-used", "4")
