"""Contains all the data models used in inputs/outputs"""

from .api_key_in import ApiKeyIn
from .api_key_out import ApiKeyOut
from .challenge_in import ChallengeIn
from .challenge_out import ChallengeOut
from .check_out import CheckOut
from .done import Done
from .halt_in import HaltIn
from .halt_out import HaltOut
from .halt_scope import HaltScope
from .halt_strength import HaltStrength
from .health_out import HealthOut
from .lifted_out import LiftedOut
from .me_out import MeOut
from .new_api_key_out import NewApiKeyOut
from .nonce_out import NonceOut
from .problem_field import ProblemField
from .problem_out import ProblemOut
from .problem_out_nextsteps import ProblemOutNextsteps
from .ready_out import ReadyOut
from .role import Role
from .scope import Scope
from .verify_in import VerifyIn

__all__ = (
    "ApiKeyIn",
    "ApiKeyOut",
    "ChallengeIn",
    "ChallengeOut",
    "CheckOut",
    "Done",
    "HaltIn",
    "HaltOut",
    "HaltScope",
    "HaltStrength",
    "HealthOut",
    "LiftedOut",
    "MeOut",
    "NewApiKeyOut",
    "NonceOut",
    "ProblemField",
    "ProblemOut",
    "ProblemOutNextsteps",
    "ReadyOut",
    "Role",
    "Scope",
    "VerifyIn",
)
