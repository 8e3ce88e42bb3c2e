"""Many audits as columns of whole numbers: what other rules would advise on all of them at once.

The exact path decides one audit at a time and says why. Here the same facts stand in arrays, encoded
from what the exact path found, and a policy is applied to all of them with whole numbers alone: the
results are the same, without the sentences.
"""

from audit.portfolio.columns import Portfolio
from audit.portfolio.encode import AssessedAudit, encode
from audit.portfolio.what_if import WhatIf, what_if

__all__ = ["AssessedAudit", "Portfolio", "WhatIf", "encode", "what_if"]
