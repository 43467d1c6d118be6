"""A visiting card as text: a vCard (RFC 6350, and the 2.1 that telephones write), or the lines of a printed card."""

from __future__ import annotations

import quopri
import re

from zsdesk.rules.one_line import COMPANY, EMAIL, FAMILIES, PHONE, POSITION, Reading

_FAX = re.compile(r"(?:传真|fax)[:：\s]*[+\d() -]{7,}", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:姓名|职务|职位|单位|公司|电话|手机|邮箱|地址|网址|微信|Tel|Mobile|Mob|Email|E-mail|Add)\s*[:：.]?\s*",
    re.IGNORECASE,
)
_SKIPPED = re.compile(r"^(?:地址|网址|邮编|Add|Web|www\.|http)", re.IGNORECASE)
_ORGANISED = re.compile(r"公司|集团|商会|协会|研究院|设计院|银行|基金|\bCo\b|\bLtd\b|\bInc\b|Group", re.IGNORECASE)


def is_card(text: str) -> bool:
    """Whether a text is a card: a vCard, or several lines with a number or an address to write to."""
    if text.lstrip().upper().startswith("BEGIN:VCARD"):
        return True
    lines = [line for line in text.splitlines() if line.strip()]
    return 2 <= len(lines) <= 15 and bool(PHONE.search(text) or EMAIL.search(text))


def read_card(text: str) -> Reading:
    """The person of a card and the enterprise; of several vCards the first."""
    if text.lstrip().upper().startswith("BEGIN:VCARD"):
        return _vcard(text)
    return _printed(text)


# -- vCards ----------------------------------------------------------------------------------------


def _vcard(text: str) -> Reading:
    found: dict[str, list[str]] = {}
    for line in re.sub(r"=\r?\n(?!\S+:)", "", re.sub(r"\r?\n[ \t]", "", text)).splitlines():
        head, colon, value = line.partition(":")
        if not colon:
            continue
        name, *options = head.upper().split(";")
        if any("QUOTED-PRINTABLE" in option for option in options):
            value = quopri.decodestring(value.encode("ascii", "replace")).decode("utf-8", "replace")
        name = name.rpartition(".")[2]
        if name == "END":
            break
        if value.strip() and not (name == "TEL" and "FAX" in head.upper()):
            found.setdefault(name, []).append(_plain(value.removeprefix("tel:")))
    contact = {
        "name": "".join(found.get("FN", [])[:1]) or _family_first(found.get("N", [""])[0]),
        "job_title": "".join(found.get("TITLE", found.get("ROLE", []))[:1]),
        "phones": "；".join(found.get("TEL", [])),
        "email": "".join(found.get("EMAIL", [])[:1]),
    }
    company, _, _section = "".join(found.get("ORG", [])[:1]).partition(";")
    return Reading({}, company.strip(), {name: value for name, value in contact.items() if value})


def _plain(value: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", " ", value)).strip()


def _family_first(name: str) -> str:
    """``陈;䶮;;;`` → ``陈䶮``; names in letters the other way round."""
    family, given = ([*name.split(";"), "", ""])[:2]
    return f"{given} {family}".strip() if (family + given).isascii() else family + given


# -- printed cards ---------------------------------------------------------------------------------


def _printed(text: str) -> Reading:
    plain = _FAX.sub(" ", text)
    contact: dict[str, str] = {}
    if phones := [match[0].strip() for match in PHONE.finditer(plain)]:
        contact["phones"] = "；".join(dict.fromkeys(phones))
    if email := EMAIL.search(plain):
        contact["email"] = email[0]
    company = ""
    for line in PHONE.sub(" ", EMAIL.sub(" ", plain)).splitlines():
        if _SKIPPED.match(line.strip()):
            continue
        whole = _LABEL.sub("", line.strip()).strip()
        if not company and _ORGANISED.search(whole):
            company = whole
            continue
        for word in re.split(r"[\s|/·,，]+", whole):
            _person(_LABEL.sub("", word), contact)
    order = ("name", "job_title", "phones", "email")
    return Reading({}, company, {name: contact[name] for name in order if name in contact})


def _person(word: str, contact: dict[str, str]) -> None:
    if not word or COMPANY.search(word):
        return
    if "name" not in contact and 2 <= len(word) <= 4 and word[0] in FAMILIES and not POSITION.search(word):
        contact["name"] = word
    elif POSITION.search(word):
        contact["job_title"] = f"{contact['job_title']} {word}" if "job_title" in contact else word
