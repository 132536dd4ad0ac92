"""Pictures drawn by the graphics card: their planes as textures, and a shader that makes colours of the numbers.

Everything here needs a current OpenGL context, version 3.3 or newer.
"""

from typing import Final

import av
from PySide6.QtCore import QSize
from PySide6.QtGui import (
    QColor,
    QMatrix3x3,
    QOpenGLContext,
    QOpenGLFunctions,
    QSurfaceFormat,
    QVector2D,
    QVector3D,
    QVector4D,
)
from PySide6.QtOpenGL import (
    QOpenGLPixelTransferOptions,
    QOpenGLShader,
    QOpenGLShaderProgram,
    QOpenGLTexture,
    QOpenGLVertexArrayObject,
)

from agent_client.changes import Rows, planes
from agent_client.colours import matrix
from agent_client.ui.look import NIGHT
from agent_client.viewing.geometry import Viewport

_SAMPLERS: Final = ("luma", "blue", "red")
_UNIFORMS: Final = (*_SAMPLERS, "turn", "shift", "night", "size", "placed", "height", "way")
_TRIANGLES: Final = 0x0004  # GL_TRIANGLES
_RENDERER: Final = 0x1F01  # GL_RENDERER
_LARGEST: Final = 255

_VERTICES: Final = """#version 330 core
void main() {  // one triangle that covers everything
    gl_Position = vec4((gl_VertexID & 1) * 4 - 1, (gl_VertexID & 2) * 2 - 1, 0, 1);
}
"""

_PIXELS: Final = """#version 330 core
uniform sampler2D luma, blue, red;
uniform mat3 turn;      // from the codec's numbers to colours
uniform vec3 shift;
uniform vec3 night;     // what lies beside the picture
uniform vec2 size;      // of the picture
uniform vec4 placed;    // where it is shown: left, top, width, height, from the upper left corner of the canvas
uniform float height;   // of the canvas
uniform int way;
out vec4 colour;

vec3 numbers(ivec2 at) {
    at = clamp(at, ivec2(0), ivec2(size) - 1);
    return vec3(texelFetch(luma, at, 0).r, texelFetch(blue, at, 0).r, texelFetch(red, at, 0).r);
}

vec3 averaged(vec2 first, vec2 last) {  // each pixel as far as it is covered
    vec3 sum = vec3(0);
    float covered = 0;
    for (int y = int(first.y); y < last.y; ++y)
        for (int x = int(first.x); x < last.x; ++x) {
            vec2 part = min(last, vec2(x, y) + 1) - max(first, vec2(x, y));
            sum += part.x * part.y * numbers(ivec2(x, y));
            covered += part.x * part.y;
        }
    return sum / covered;
}

float weight(float far) {  // a cubic that keeps edges sharp, the same as libswscale's
    far = abs(far);
    return far < 1 ? (1.4 * far - 2.4) * far * far + 1 : far < 2 ? ((-0.6 * far + 3) * far - 4.8) * far + 2.4 : 0;
}

vec3 smoothed(vec2 at) {
    at -= 0.5;
    ivec2 nearest = ivec2(floor(at));
    vec3 sum = vec3(0);
    for (int y = -1; y < 3; ++y)
        for (int x = -1; x < 3; ++x) {
            ivec2 tap = nearest + ivec2(x, y);
            sum += weight(at.x - tap.x) * weight(at.y - tap.y) * numbers(tap);
        }
    return sum;
}

void main() {
    vec2 at = vec2(gl_FragCoord.x, height - gl_FragCoord.y) - placed.xy;
    if (any(lessThan(at, vec2(0))) || any(greaterThanEqual(at, placed.zw))) {
        colour = vec4(night, 1);
        return;
    }
    vec2 scale = size / placed.zw;
    vec3 seen;
    if (way == 0)
        seen = numbers(ivec2(at * scale));
    else if (way == 1)
        seen = averaged(floor(at) * scale, (floor(at) + 1) * scale);
    else
        seen = smoothed(at * scale);
    colour = vec4(clamp(turn * seen + shift, 0, 1), 1);
}
"""


class ShadingRefused(Exception):
    """The graphics card does not draw. The text says why, in a word of ours."""


def wanted_format() -> QSurfaceFormat:
    """What the context has to be able to do. Showing a picture does not wait for the monitor's next one."""
    form = QSurfaceFormat()
    form.setVersion(3, 3)
    form.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    form.setSwapInterval(0)
    return form


def renderer() -> str:
    """What draws in the current context, as its driver calls it."""
    return str(_functions().glGetString(_RENDERER))


class Shading:
    """Draws pictures into the current context's framebuffer. Raises `ShadingRefused` when that cannot be."""

    def __init__(self) -> None:
        self._gl = _functions()
        self._program = _program()
        self._at = {name: self._program.uniformLocation(name) for name in _UNIFORMS}
        self._corners = QOpenGLVertexArrayObject()
        if not self._corners.create():
            raise ShadingRefused("no-arrays")
        self._textures: list[QOpenGLTexture] = []
        self._size = (0, 0)

    def load(self, frame: av.VideoFrame, rows: list[Rows]) -> None:
        """Takes over rows of a settled 4:4:4 picture; all, if the one before had another size or was forgotten."""
        if self._size != (frame.width, frame.height):
            self.forget()
            self._textures = [_texture(frame.width, frame.height) for _ in _SAMPLERS]
            self._size = (frame.width, frame.height)
            rows = [(0, frame.height)]
        for texture, plane in zip(self._textures, planes(frame), strict=True):
            options = QOpenGLPixelTransferOptions()
            options.setAlignment(1)
            options.setRowLength(plane.shape[1])
            for top, bottom in rows:
                texture.setData(
                    0,
                    top,
                    0,
                    frame.width,
                    bottom - top,
                    1,
                    QOpenGLTexture.PixelFormat.Red,
                    QOpenGLTexture.PixelType.UInt8,
                    plane[top:bottom],  # type: ignore[call-overload]  # takes what has a buffer, not only an address
                    options,
                )
        self._mean(frame)

    def forget(self) -> None:
        """Nothing of a picture is left on the card."""
        for texture in self._textures:
            texture.destroy()
        self._textures, self._size = [], (0, 0)

    def release(self) -> None:
        """Gives everything back; the end of this object."""
        self.forget()
        self._corners.destroy()
        self._program.deleteLater()

    def draw(self, canvas: QSize, viewport: Viewport | None) -> None:
        """Draws the picture, or night where there is none, onto a canvas of that many device pixels."""
        night = QColor(NIGHT)
        if viewport is None or not self._textures:
            self._gl.glClearColor(night.redF(), night.greenF(), night.blueF(), 1.0)
            self._gl.glClear(0x4000)  # GL_COLOR_BUFFER_BIT
        else:
            self._place(canvas, viewport, QVector3D(night.redF(), night.greenF(), night.blueF()))
        if error := self._gl.glGetError():
            raise ShadingRefused(f"error-{error}")

    def _place(self, canvas: QSize, viewport: Viewport, night: QVector3D) -> None:
        placed, (width, height) = viewport.placed, self._size
        program = self._program
        program.bind()
        program.setUniformValue(self._at["night"], night)
        program.setUniformValue(self._at["size"], QVector2D(width, height))
        program.setUniformValue(self._at["placed"], QVector4D(placed.left, placed.top, placed.width, placed.height))
        program.setUniformValue1f(self._at["height"], canvas.height())
        program.setUniformValue1i(self._at["way"], way(placed.width, placed.height, width, height))
        for unit, texture in enumerate(self._textures):
            texture.bind(unit)
        self._corners.bind()
        self._gl.glViewport(0, 0, canvas.width(), canvas.height())
        self._gl.glDrawArrays(_TRIANGLES, 0, 3)
        self._corners.release()
        program.release()

    def _mean(self, frame: av.VideoFrame) -> None:
        turned = matrix(frame)
        self._program.bind()
        self._program.setUniformValue(self._at["turn"], QMatrix3x3(turned[:, :3].flatten().tolist()))
        self._program.setUniformValue(self._at["shift"], QVector3D(*(turned[:, 3] / _LARGEST).tolist()))
        for unit, name in enumerate(_SAMPLERS):
            self._program.setUniformValue1i(self._at[name], unit)
        self._program.release()


def way(shown_width: int, shown_height: int, width: int, height: int) -> int:
    """How the shader finds a pixel: 0 takes one as it is, 1 averages, 2 enlarges smoothly."""
    if shown_width % width == 0 and shown_height % height == 0:
        return 0
    return 1 if shown_width * shown_height < width * height else 2


def _functions() -> QOpenGLFunctions:
    context = QOpenGLContext.currentContext()
    if context is None:
        raise ShadingRefused("no-context")
    return context.functions()


def _program() -> QOpenGLShaderProgram:
    program = QOpenGLShaderProgram()
    kinds = QOpenGLShader.ShaderTypeBit
    for kind, source in ((kinds.Vertex, _VERTICES), (kinds.Fragment, _PIXELS)):
        if not program.addShaderFromSourceCode(kind, source):
            raise ShadingRefused("shader-refused")
    if not program.link():
        raise ShadingRefused("shader-refused")
    return program


def _texture(width: int, height: int) -> QOpenGLTexture:
    texture = QOpenGLTexture(QOpenGLTexture.Target.Target2D)
    texture.setFormat(QOpenGLTexture.TextureFormat.R8_UNorm)
    texture.setSize(width, height)
    texture.setMipLevels(1)
    texture.setMinMagFilters(QOpenGLTexture.Filter.Nearest, QOpenGLTexture.Filter.Nearest)
    texture.allocateStorage(QOpenGLTexture.PixelFormat.Red, QOpenGLTexture.PixelType.UInt8)
    if not texture.isStorageAllocated():
        raise ShadingRefused("no-texture")
    return texture
