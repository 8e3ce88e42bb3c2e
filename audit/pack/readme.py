"""What a stranger reads first who was handed a pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.decision.dossier import Dossier

TEXT = """\
AUDIT PACK
{audit}
Investee: {investee}

This is the whole record of one human-rights audit of an investee, as one file that you can check
without the program that made it and without trusting who gave it to you.

TO CHECK IT (Python 3.9 or newer; nothing is installed, nothing leaves the machine)

  unzip -p PACK.zip verify.py > verify.py
  python3 -I -S verify.py PACK.zip

It prints OK and ends with 0, or names the first thing that differs and ends with 1. Where there is
no unzip, unpack the pack and check the folder:

  python3 -m zipfile -e PACK.zip FOLDER
  python3 -I -S FOLDER/verify.py FOLDER

verify.py cannot vouch for itself: whoever changed the pack could have changed it too. Compare its
SHA-256 (sha256sum verify.py) with one that reached you another way: from the investor or auditor,
from another pack of the same version, or from the program's own source, audit/pack/verify.py. Or
read it; it is short. The same holds for the pack as a whole: who made it recorded the SHA-256 of
manifest.json in the custody ledger when it was handed over, and can tell you that number.

WHAT IS IN IT

  manifest.json      every other file with its size and SHA-256; the end of the ledger; what is left out
  dossier.json       the whole audit: request, checklists, evidence list, answers, assessment,
                     sign-off, decision (canonical JSON, as it was stored)
  record.json        the record that the reviewer read and signed, as it was stored
  ledger.jsonl       the custody ledger, one event a line, each chained to the one before it
  evidence.jsonl     what is recorded of each item, as the ledger sealed it
  anchors/           RFC 3161 timestamps over the ledger, if there are any
  checklists/        the published checklists and the policy that were used, with the register of digests
  report/            the report as a PDF; dossier.json is attached to it
  evidence/          the evidence, each file named by its SHA-256
  working-copies/    texts and pictures made from the evidence, named by their SHA-256
  redacted/          redacted copies of items that are left out, named by their SHA-256

Handing this pack over is itself an event of the ledger. It was recorded after the pack was made, so
the ledger in here ends before it.

{left_out}
WHAT THE CHECK SHOWS
That evidence, ledger, signed record, decision, checklists, policy and report belong together and
were not changed one without the others since the ledger was written. A timestamp shows, besides,
that the ledger was that far on its day, if you trust the authority that signed it.

WHAT IT DOES NOT SHOW
That what the evidence says is true, that nothing was left aside before it was recorded, or who
really sat at the keyboard. Without a timestamp or a digest that you knew before, it does not show
that the whole was not written anew. Whether any of this is admitted in a proceeding is for the
court or body in question to decide; no claim of admissibility is made.
"""


def readme(dossier: Dossier, left_out: Mapping[str, Sequence[str]]) -> str:
    """The text of README.txt, naming the items that are left out, by reason."""
    return TEXT.format(
        audit=f"Audit: {dossier.record.audit}",
        investee=dossier.record.request.investee.legal_name,
        left_out=_left_out(left_out),
    )


def _left_out(left_out: Mapping[str, Sequence[str]]) -> str:
    if not left_out:
        return "Nothing is left out.\n"
    lines = "".join(
        f"  {', '.join(items)}: {' '.join(why.split())}\n" for why, items in left_out.items()
    )
    return f"LEFT OUT, AND KNOWN BY DIGEST ONLY\n{lines}"
