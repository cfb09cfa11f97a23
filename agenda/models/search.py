"""The form of a text in which searching compares it, the same on both databases."""

import unicodedata

# Zero-width space, non-joiner, joiner, word joiner, byte-order mark: typed for line breaks in Khmer, never meant.
INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
# Pairs of spellings that look or sound alike, equal in a search (GLOSSARY, Spelling).
ALIKE = (("្ត", "្ដ"), ("ទូរសព្ទ", "ទូរស័ព្ទ"), ("ឲ្យ", "ឱ្យ"))


def search_key(*texts: str) -> str:
    """Return the texts joined, in normal form, without invisible characters, case and doubled spaces."""
    text = unicodedata.normalize("NFKC", " ".join(filter(None, texts))).translate(INVISIBLE).casefold()
    for spelling, chosen in ALIKE:
        text = text.replace(spelling, chosen)
    return " ".join(text.split())
