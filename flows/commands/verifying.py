"""Verification by whoever does not trust us: check an audit or a pack, make a pack, have a timestamp set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.intake import shown
from flows.clock import now
from flows.commands.screen import AuditId, console, workplace
from flows.settings import Settings

if TYPE_CHECKING:
    from audit.custody.timestamp import Trust
    from flows.acts.verification import Verified

verifying = typer.Typer()
SHOWS = (
    "This shows that evidence, ledger, signed record, decision, rules and reports belong together and "
    "were not changed one without the others. It does not show that what the evidence says is true, nor, "
    "without a timestamp or a digest known before, that the whole was not written anew; and it is no "
    "claim that any of it is admissible anywhere."
)
Roots = Annotated[
    str, typer.Option(help="PEM file with the timestamp authority's root certificates.")
]


@verifying.command()
def verify(
    target: Annotated[
        str, typer.Argument(help="Id of an audit, or a pack (a ZIP file or folder).")
    ],
    roots: Roots = "",
) -> None:
    """Check everything that has a digest, and name the first difference."""
    from flows.acts.anchoring import trust_in

    trust = trust_in(Settings(), roots)
    if target.lower().endswith(".zip") or Path(target).is_dir():
        _verify_pack(Path(target), trust)
    elif not target.isprintable():
        raise AuditError(f"There is no audit '{shown(target)}'.")
    else:
        _verify_audit(target, trust)
    console.print(SHOWS, soft_wrap=True)


@verifying.command()
def pack(
    audit: AuditId,
    without_evidence: Annotated[
        bool, typer.Option("--without-evidence", help="Name the evidence by its digests only.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="File to write; AUDIT.zip if left out.")
    ] = None,
    actor: Annotated[str, typer.Option(help="Registered id of who hands it over.")] = "analyst",
) -> None:
    """Write a decided audit as one file that a stranger can check without this program."""
    from audit.pack.contents import by_reason, verifier_sha256
    from flows.acts.packing import pack as make_pack

    target = output or Path(f"{audit}.zip")
    made = make_pack(workplace(), audit, target, actor, now(), with_evidence=not without_evidence)
    console.print(f"{made.path} ({made.size} bytes) is written and checked.", soft_wrap=True)
    for why, items in by_reason(made.left_out).items():
        console.print(f"Left out, by digest only: {', '.join(items)}. {why}", soft_wrap=True)
    console.print("Tell whoever gets it, by another way than the pack itself:")
    console.print(f"SHA-256 of manifest.json  {made.manifest_sha256}", soft_wrap=True)
    console.print(f"SHA-256 of verify.py      {verifier_sha256()}", soft_wrap=True)


@verifying.command()
def anchor(
    audit: AuditId,
    tsa: Annotated[str, typer.Option(help="Address of an RFC 3161 timestamp authority.")] = "",
    roots: Roots = "",
    actor: Annotated[str, typer.Option(help="Registered id of who asks for it.")] = "analyst",
) -> None:
    """Have a timestamp authority stamp the ledger's last digest. Only that digest is sent."""
    from flows.acts.anchoring import anchor_audit, chosen_authority

    authority = chosen_authority(Settings(), tsa, roots)
    made = anchor_audit(workplace(), audit, authority, actor)
    console.print(
        f"Anchor {made.sequence}: event {made.head.events} of the ledger was there on "
        f"{made.stamped_at:%Y-%m-%d %H:%M:%S} UTC, says {made.authority} (policy {made.policy}).",
        soft_wrap=True,
    )


def _verify_audit(audit: str, trust: Trust | None) -> None:
    from flows.acts.verification import verify_audit

    found = verify_audit(workplace(), audit, trust)
    for line in _summary(found):
        console.print(line, soft_wrap=True)


def _summary(found: Verified) -> list[str]:
    files = f"{found.files} stored files ({found.bytes} bytes)"
    concluded = f"{found.records} review records and dossiers, {found.sign_offs} sign-offs"
    made = f"{found.reports} reports with their dossier, {found.rules} checklists and policies"
    lines = [
        f"{found.events} custody events are chained without a break, and reach every recorded head.",
        f"{found.items} evidence items have their recorded digests, in the ledger and in {files}.",
        f"{found.sealed} records of them are the ones that the ledger sealed.",
        f"{found.texts} extracted texts are as they were made.",
        f"{concluded}, {made} are as recorded.",
    ]
    if found.expired:
        lines.append(f"Items destroyed: {found.expired}; of their bytes only the digest is left.")
    if found.anchors:
        signed = f"{found.signatures} of them with their signature"
        unsigned = "; give --roots to check the others" if found.signatures < found.anchors else ""
        lines.append(f"{found.anchors} timestamps are over the ledger, {signed}{unsigned}.")
    return lines


def _verify_pack(path: Path, trust: Trust | None) -> None:
    from flows.acts.pack_verification import verify_pack

    if not path.exists():
        raise InputInvalid(Problem(str(path), "there is no such file", "name a pack"))
    # Whoever only checks a pack needs no installation, and none is made.
    place = workplace() if Settings().is_there else None
    for line in verify_pack(path, place, trust):
        console.print(line, soft_wrap=True)
