"""Acts of reviewers, and why the database refuses one."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.errors import SignOffRefused
from audit.domain.signoff import SignOff
from audit.records import to_json
from audit.state.tables import ReviewRecordRow, SignOffRow
from audit.state.triggers import ANALYST_CANNOT_SIGN, REVIEWERS_ONLY


def add_sign_off(session: Session, audit: str, sign_off: SignOff) -> None:
    """Record the act unless it is the one recorded last."""
    last = last_sign_off(session, audit)
    if last is not None and last.record == to_json(sign_off):
        return
    row = _row(audit, sign_off, last.sequence + 1 if last else 1)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise _refused(session, audit, sign_off, error) from error


def last_sign_off(session: Session, audit: str, basis: str | None = None) -> SignOffRow | None:
    """The last act in the audit, or the last over one review record."""
    query = select(SignOffRow).where(SignOffRow.audit == audit)
    if basis is not None:
        query = query.where(SignOffRow.basis_digest == basis)
    return session.scalars(query.order_by(SignOffRow.sequence.desc()).limit(1)).first()


def _row(audit: str, sign_off: SignOff, sequence: int) -> SignOffRow:
    return SignOffRow(
        audit=audit,
        sequence=sequence,
        reviewer=sign_off.reviewer,
        outcome=sign_off.outcome,
        reason=sign_off.reason,
        basis_digest=sign_off.basis_digest,
        signed_at=sign_off.signed_at,
        record=to_json(sign_off),
    )


def _refused(
    session: Session, audit: str, sign_off: SignOff, error: IntegrityError
) -> SignOffRefused:
    said = str(error.orig)
    for rule in (ANALYST_CANNOT_SIGN, REVIEWERS_ONLY):
        if rule in said:
            return SignOffRefused(
                f"The sign-off of audit {audit} by {sign_off.reviewer!r} is refused; {rule}."
            )
    if session.get(ReviewRecordRow, (audit, sign_off.basis_digest)) is None:
        return SignOffRefused(
            f"The sign-off of audit {audit} rests on the digest {sign_off.basis_digest}, which is "
            "not that of a stored review record; sign what was presented."
        )
    return SignOffRefused(
        f"The sign-off of audit {audit} is refused: another was recorded at the same moment; "
        "read the audit again."
    )
