"""Reading the texts of a PDF back, as typst writes it: objects are not compressed, glyphs have a map to Unicode (ISO 32000-1 §9.10)."""

import re
import zlib

_PLAIN = rb"(?:\\.|[^\\()])*"
STRING = rb"\((?:\\.|[^\\()]|\(" + _PLAIN + rb"\))*\)|<[0-9A-Fa-f]*>"
OBJECT = re.compile(rb"\n(\d+) 0 obj(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"/Length (\d+).*?stream\r?\n", re.DOTALL)
MAPPED = re.compile(rb"<(\w+)> <(\w*)>")
MEANT = re.compile(rb"/ActualText ?(" + STRING + rb")", re.DOTALL)
DRAWN = re.compile(
    rb"/(?P<font>f\d+) [\d.]+ Tf|<<(?P<facts>(?:" + STRING + rb"|[^<>(])*)>>\s*BDC|(?P<mark>B[DM]C|EMC)|(?P<shown>" + STRING + rb")",
    re.DOTALL,
)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
MEANING = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_texts(content: bytes) -> list[str]:
    """Return what stands on each page, and at the end what the file says of itself: title, bookmarks, descriptions, links."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    pages = [body for body in objects.values() if re.search(rb"/Type ?/Page\b", body)]
    strings = [_string(found) for body in objects.values() if b"stream" not in body for found in re.findall(STRING, body, re.DOTALL)]
    metadata = [_inflated(body).decode() for body in objects.values() if b"/Metadata" in body and b"stream" in body]
    return [*(_page(page, objects) for page in pages), "\n".join([*(_decoded(string) for string in strings), *metadata])]


def _page(page: bytes, objects: dict[int, bytes]) -> str:
    resources = objects[int(found[1])] if (found := re.search(rb"/Resources (\d+) 0 R", page)) else page
    fonts = {name: _glyphs(int(number), objects) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
    drawn = _inflated(objects[int(re.search(rb"/Contents (\d+) 0 R", page)[1])])
    said, font, depth, meant_until = [], {}, 0, None
    for token in DRAWN.finditer(drawn):
        if token["font"]:
            font = fonts[token["font"]]
        elif token["mark"] == b"EMC":
            depth -= 1
            meant_until = None if depth == meant_until else meant_until
        elif token["shown"] is None:
            if meant := MEANT.search(token["facts"] or b""):  # stands for the glyphs up to the end of its mark (§14.9.4)
                said.append(_decoded(_string(meant[1])))
                meant_until = depth
            depth += 1
        elif meant_until is None:
            codes = _string(token["shown"])
            said += [font[codes[at : at + 2]] for at in range(0, len(codes), 2)]
    return "".join(said)


def _glyphs(font: int, objects: dict[int, bytes]) -> dict[bytes, str]:
    cmap = _inflated(objects[int(re.search(rb"/ToUnicode (\d+) 0 R", objects[font])[1])])
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in MAPPED.findall(cmap)}


def _inflated(body: bytes) -> bytes:
    found = STREAM.search(body)
    data = body[found.end() : found.end() + int(found[1])]
    return zlib.decompress(data) if b"/FlateDecode" in body[: found.end()] else data


def _string(written: bytes) -> bytes:
    """Return the bytes of a string object (§7.3.4)."""
    if written.startswith(b"<"):
        return bytes.fromhex(written[1:-1].decode())
    return ESCAPED.sub(lambda m: bytes([int(m[1], 8)]) if m[1][:1].isdigit() else MEANING.get(m[1], m[1]), written[1:-1])


def _decoded(string: bytes) -> str:
    return string[2:].decode("utf-16-be", "replace") if string.startswith(b"\xfe\xff") else string.decode("latin-1")
