"""Contains all the data models used in inputs/outputs"""

from .account_link_out import AccountLinkOut
from .account_out import AccountOut
from .agent_account_in import AgentAccountIn
from .agent_changes_in import AgentChangesIn
from .agent_credit_out import AgentCreditOut
from .agent_detail_out import AgentDetailOut
from .agent_health_out import AgentHealthOut
from .agent_health_out_deploymentsnotready import AgentHealthOutDeploymentsnotready
from .agent_in import AgentIn
from .agent_key_out import AgentKeyOut
from .agent_listed_out import AgentListedOut
from .agent_metrics_out import AgentMetricsOut
from .agent_out import AgentOut
from .agent_position_out import AgentPositionOut
from .agent_ranked_out import AgentRankedOut
from .agent_shown import AgentShown
from .agent_signal_out import AgentSignalOut
from .agent_status import AgentStatus
from .agent_venue import AgentVenue
from .api_key_in import ApiKeyIn
from .api_key_out import ApiKeyOut
from .approval_out import ApprovalOut
from .attempt_out import AttemptOut
from .available_market_out import AvailableMarketOut
from .available_markets_out import AvailableMarketsOut
from .available_markets_out_markets import AvailableMarketsOutMarkets
from .awaited_key_out import AwaitedKeyOut
from .balances_out import BalancesOut
from .basis import Basis
from .bill_kind import BillKind
from .bill_out import BillOut
from .bill_status import BillStatus
from .bill_total_out import BillTotalOut
from .call_out import CallOut
from .cancel_in import CancelIn
from .challenge_in import ChallengeIn
from .challenge_out import ChallengeOut
from .check_out import CheckOut
from .close_asked_out import CloseAskedOut
from .close_for_in import CloseForIn
from .close_in import CloseIn
from .closing_out import ClosingOut
from .concern import Concern
from .confidence import Confidence
from .created_agent_out import CreatedAgentOut
from .creator_out import CreatorOut
from .creator_totals_out import CreatorTotalsOut
from .credential_status import CredentialStatus
from .ct_account_in import CtAccountIn
from .ct_account_out import CtAccountOut
from .day_credit_out import DayCreditOut
from .dead_letter_body_out import DeadLetterBodyOut
from .dead_letter_out import DeadLetterOut
from .decision_out import DecisionOut
from .deed_out import DeedOut
from .deed_out_payload import DeedOutPayload
from .delegation_out import DelegationOut
from .deploy_complete_in import DeployCompleteIn
from .deploy_complete_out import DeployCompleteOut
from .deployment_in import DeploymentIn
from .deployment_out import DeploymentOut
from .deployment_patch_in import DeploymentPatchIn
from .deployment_preferences_out import DeploymentPreferencesOut
from .deployment_status import DeploymentStatus
from .dials_in import DialsIn
from .dials_out import DialsOut
from .disabled_keys_out import DisabledKeysOut
from .done import Done
from .errand import Errand
from .errand_out import ErrandOut
from .execute_in import ExecuteIn
from .exit_out import ExitOut
from .exit_reason import ExitReason
from .figure import Figure
from .fill_out import FillOut
from .followed_in import FollowedIn
from .followed_institute_in import FollowedInstituteIn
from .format_ import Format
from .generate_out import GenerateOut
from .halt_in import HaltIn
from .halt_out import HaltOut
from .halt_scope import HaltScope
from .halt_strength import HaltStrength
from .health_out import HealthOut
from .horizon_out import HorizonOut
from .ignore_reason import IgnoreReason
from .ignored_out import IgnoredOut
from .impact_out import ImpactOut
from .ingested_note_out import IngestedNoteOut
from .institute_changes_in import InstituteChangesIn
from .institute_counted_out import InstituteCountedOut
from .institute_in import InstituteIn
from .institute_link_out import InstituteLinkOut
from .institute_out import InstituteOut
from .intent_in import IntentIn
from .intent_to_sign_out import IntentToSignOut
from .keep_or_close import KeepOrClose
from .lifted_out import LiftedOut
from .lot_method import LotMethod
from .me_out import MeOut
from .multi_in import MultiIn
from .multi_out import MultiOut
from .new_api_key_out import NewApiKeyOut
from .nonce_out import NonceOut
from .not_traded_out import NotTradedOut
from .not_traded_out_kind import NotTradedOutKind
from .not_traded_stats_out import NotTradedStatsOut
from .note_in import NoteIn
from .note_taken_out import NoteTakenOut
from .order_out import OrderOut
from .order_state import OrderState
from .origin import Origin
from .outbox_out import OutboxOut
from .outcome_out import OutcomeOut
from .parse_in import ParseIn
from .parsed_out import ParsedOut
from .pnl_snapshot_out import PnlSnapshotOut
from .point_out import PointOut
from .position_detail_out import PositionDetailOut
from .position_out import PositionOut
from .position_status import PositionStatus
from .post_in import PostIn
from .post_out import PostOut
from .post_taken_out import PostTakenOut
from .preferences_in import PreferencesIn
from .preferences_out import PreferencesOut
from .problem_field import ProblemField
from .problem_out import ProblemOut
from .problem_out_nextsteps import ProblemOutNextsteps
from .proof_in import ProofIn
from .purpose import Purpose
from .queues_out import QueuesOut
from .ready_out import ReadyOut
from .reason_count_out import ReasonCountOut
from .reason_count_out_kind import ReasonCountOutKind
from .refusal_out import RefusalOut
from .refusal_reason import RefusalReason
from .reject_reason import RejectReason
from .removed_out import RemovedOut
from .replayed_out import ReplayedOut
from .research_signal_out import ResearchSignalOut
from .result_out import ResultOut
from .risk_plan_in import RiskPlanIn
from .risk_plan_out import RiskPlanOut
from .role import Role
from .role_in import RoleIn
from .role_in_role import RoleInRole
from .role_out import RoleOut
from .routed_agent_out import RoutedAgentOut
from .routing_out import RoutingOut
from .routing_out_passedover import RoutingOutPassedover
from .routing_out_reckoning_type_0 import RoutingOutReckoningType0
from .routing_stats_out import RoutingStatsOut
from .routing_sums_out import RoutingSumsOut
from .safe_batch_out import SafeBatchOut
from .safe_batch_out_transactionbuilder import SafeBatchOutTransactionbuilder
from .safe_call_out import SafeCallOut
from .safe_deployment_in import SafeDeploymentIn
from .safe_deployment_out import SafeDeploymentOut
from .safe_deployment_shown import SafeDeploymentShown
from .safe_in import SafeIn
from .safe_info_out import SafeInfoOut
from .safe_setup_out import SafeSetupOut
from .safe_step import SafeStep
from .saved_preferences_out import SavedPreferencesOut
from .scope import Scope
from .setup_status import SetupStatus
from .side import Side
from .signal_agent_out import SignalAgentOut
from .signal_asked_out import SignalAskedOut
from .signal_in import SignalIn
from .signal_out import SignalOut
from .signal_out_score_breakdown_type_0 import SignalOutScoreBreakdownType0
from .signal_stats_out import SignalStatsOut
from .signal_status import SignalStatus
from .signal_with_agent_out import SignalWithAgentOut
from .signal_with_agent_out_score_breakdown_type_0 import (
    SignalWithAgentOutScoreBreakdownType0,
)
from .size_model_out import SizeModelOut
from .source_impact_out import SourceImpactOut
from .source_kind import SourceKind
from .source_ranked_out import SourceRankedOut
from .source_ranked_out_byhorizon import SourceRankedOutByhorizon
from .stage_out import StageOut
from .stats_out import StatsOut
from .story_out import StoryOut
from .story_out_otherdeployments import StoryOutOtherdeployments
from .story_out_otheroutcomes import StoryOutOtheroutcomes
from .strategy import Strategy
from .tax_lot_out import TaxLotOut
from .time_window import TimeWindow
from .token_routing_out import TokenRoutingOut
from .told_bill_out import ToldBillOut
from .told_deployment_out import ToldDeploymentOut
from .told_event_out import ToldEventOut
from .told_fill_out import ToldFillOut
from .told_intent_out import ToldIntentOut
from .told_position_out import ToldPositionOut
from .told_position_out_riskplan import ToldPositionOutRiskplan
from .told_signal_out import ToldSignalOut
from .told_signal_out_score_breakdown_type_0 import ToldSignalOutScoreBreakdownType0
from .track_out import TrackOut
from .typed_data_out import TypedDataOut
from .typed_data_out_types import TypedDataOutTypes
from .typed_domain_out import TypedDomainOut
from .typed_field_out import TypedFieldOut
from .typed_message_out import TypedMessageOut
from .user_in import UserIn
from .user_key_in import UserKeyIn
from .venue_count_out import VenueCountOut
from .venue_deployment_in import VenueDeploymentIn
from .venue_deployment_out import VenueDeploymentOut
from .venue_deployment_shown import VenueDeploymentShown
from .venue_key_in import VenueKeyIn
from .venue_key_in_venue import VenueKeyInVenue
from .venue_key_out import VenueKeyOut
from .venue_key_out_approval_type_0 import VenueKeyOutApprovalType0
from .venue_name import VenueName
from .venue_routing_in import VenueRoutingIn
from .venue_routing_out import VenueRoutingOut
from .venue_setup_out import VenueSetupOut
from .venue_share_out import VenueShareOut
from .verdict import Verdict
from .verdict_out import VerdictOut
from .verified_out import VerifiedOut
from .verify_in import VerifyIn
from .verify_proof_in import VerifyProofIn
from .waiting_out import WaitingOut
from .waiting_post_out import WaitingPostOut
from .wanted_key_out import WantedKeyOut
from .wanted_key_out_approval_type_0 import WantedKeyOutApprovalType0
from .withdraw_role_role import WithdrawRoleRole
from .worry_out import WorryOut

__all__ = (
    "AccountLinkOut",
    "AccountOut",
    "AgentAccountIn",
    "AgentChangesIn",
    "AgentCreditOut",
    "AgentDetailOut",
    "AgentHealthOut",
    "AgentHealthOutDeploymentsnotready",
    "AgentIn",
    "AgentKeyOut",
    "AgentListedOut",
    "AgentMetricsOut",
    "AgentOut",
    "AgentPositionOut",
    "AgentRankedOut",
    "AgentShown",
    "AgentSignalOut",
    "AgentStatus",
    "AgentVenue",
    "ApiKeyIn",
    "ApiKeyOut",
    "ApprovalOut",
    "AttemptOut",
    "AvailableMarketOut",
    "AvailableMarketsOut",
    "AvailableMarketsOutMarkets",
    "AwaitedKeyOut",
    "BalancesOut",
    "Basis",
    "BillKind",
    "BillOut",
    "BillStatus",
    "BillTotalOut",
    "CallOut",
    "CancelIn",
    "ChallengeIn",
    "ChallengeOut",
    "CheckOut",
    "CloseAskedOut",
    "CloseForIn",
    "CloseIn",
    "ClosingOut",
    "Concern",
    "Confidence",
    "CreatedAgentOut",
    "CreatorOut",
    "CreatorTotalsOut",
    "CredentialStatus",
    "CtAccountIn",
    "CtAccountOut",
    "DayCreditOut",
    "DeadLetterBodyOut",
    "DeadLetterOut",
    "DecisionOut",
    "DeedOut",
    "DeedOutPayload",
    "DelegationOut",
    "DeployCompleteIn",
    "DeployCompleteOut",
    "DeploymentIn",
    "DeploymentOut",
    "DeploymentPatchIn",
    "DeploymentPreferencesOut",
    "DeploymentStatus",
    "DialsIn",
    "DialsOut",
    "DisabledKeysOut",
    "Done",
    "Errand",
    "ErrandOut",
    "ExecuteIn",
    "ExitOut",
    "ExitReason",
    "Figure",
    "FillOut",
    "FollowedIn",
    "FollowedInstituteIn",
    "Format",
    "GenerateOut",
    "HaltIn",
    "HaltOut",
    "HaltScope",
    "HaltStrength",
    "HealthOut",
    "HorizonOut",
    "IgnoredOut",
    "IgnoreReason",
    "ImpactOut",
    "IngestedNoteOut",
    "InstituteChangesIn",
    "InstituteCountedOut",
    "InstituteIn",
    "InstituteLinkOut",
    "InstituteOut",
    "IntentIn",
    "IntentToSignOut",
    "KeepOrClose",
    "LiftedOut",
    "LotMethod",
    "MeOut",
    "MultiIn",
    "MultiOut",
    "NewApiKeyOut",
    "NonceOut",
    "NoteIn",
    "NoteTakenOut",
    "NotTradedOut",
    "NotTradedOutKind",
    "NotTradedStatsOut",
    "OrderOut",
    "OrderState",
    "Origin",
    "OutboxOut",
    "OutcomeOut",
    "ParsedOut",
    "ParseIn",
    "PnlSnapshotOut",
    "PointOut",
    "PositionDetailOut",
    "PositionOut",
    "PositionStatus",
    "PostIn",
    "PostOut",
    "PostTakenOut",
    "PreferencesIn",
    "PreferencesOut",
    "ProblemField",
    "ProblemOut",
    "ProblemOutNextsteps",
    "ProofIn",
    "Purpose",
    "QueuesOut",
    "ReadyOut",
    "ReasonCountOut",
    "ReasonCountOutKind",
    "RefusalOut",
    "RefusalReason",
    "RejectReason",
    "RemovedOut",
    "ReplayedOut",
    "ResearchSignalOut",
    "ResultOut",
    "RiskPlanIn",
    "RiskPlanOut",
    "Role",
    "RoleIn",
    "RoleInRole",
    "RoleOut",
    "RoutedAgentOut",
    "RoutingOut",
    "RoutingOutPassedover",
    "RoutingOutReckoningType0",
    "RoutingStatsOut",
    "RoutingSumsOut",
    "SafeBatchOut",
    "SafeBatchOutTransactionbuilder",
    "SafeCallOut",
    "SafeDeploymentIn",
    "SafeDeploymentOut",
    "SafeDeploymentShown",
    "SafeIn",
    "SafeInfoOut",
    "SafeSetupOut",
    "SafeStep",
    "SavedPreferencesOut",
    "Scope",
    "SetupStatus",
    "Side",
    "SignalAgentOut",
    "SignalAskedOut",
    "SignalIn",
    "SignalOut",
    "SignalOutScoreBreakdownType0",
    "SignalStatsOut",
    "SignalStatus",
    "SignalWithAgentOut",
    "SignalWithAgentOutScoreBreakdownType0",
    "SizeModelOut",
    "SourceImpactOut",
    "SourceKind",
    "SourceRankedOut",
    "SourceRankedOutByhorizon",
    "StageOut",
    "StatsOut",
    "StoryOut",
    "StoryOutOtherdeployments",
    "StoryOutOtheroutcomes",
    "Strategy",
    "TaxLotOut",
    "TimeWindow",
    "TokenRoutingOut",
    "ToldBillOut",
    "ToldDeploymentOut",
    "ToldEventOut",
    "ToldFillOut",
    "ToldIntentOut",
    "ToldPositionOut",
    "ToldPositionOutRiskplan",
    "ToldSignalOut",
    "ToldSignalOutScoreBreakdownType0",
    "TrackOut",
    "TypedDataOut",
    "TypedDataOutTypes",
    "TypedDomainOut",
    "TypedFieldOut",
    "TypedMessageOut",
    "UserIn",
    "UserKeyIn",
    "VenueCountOut",
    "VenueDeploymentIn",
    "VenueDeploymentOut",
    "VenueDeploymentShown",
    "VenueKeyIn",
    "VenueKeyInVenue",
    "VenueKeyOut",
    "VenueKeyOutApprovalType0",
    "VenueName",
    "VenueRoutingIn",
    "VenueRoutingOut",
    "VenueSetupOut",
    "VenueShareOut",
    "Verdict",
    "VerdictOut",
    "VerifiedOut",
    "VerifyIn",
    "VerifyProofIn",
    "WaitingOut",
    "WaitingPostOut",
    "WantedKeyOut",
    "WantedKeyOutApprovalType0",
    "WithdrawRoleRole",
    "WorryOut",
)
