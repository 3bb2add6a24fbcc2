export { type Draft, draftWeftFile } from './init/draft-weft-file.ts';
export { recogniseConnector } from './init/recognise-connector.ts';
export type { StreamSample } from './init/stream-sample.ts';
export { assignIds, type AssignedIds } from './cluster/assign-ids.ts';
export {
  type Clustering,
  type ClusterOptions,
  clusterRegion,
  type HeldPair,
  MAX_CLUSTER_SIZE,
  RecordOutsideRegionError,
  type RefPair,
} from './cluster/cluster-region.ts';
export { type Evaluation, type EvaluationInput, evaluateLinkage } from './evaluate/evaluate-linkage.ts';
export type { Side } from './evaluate/evaluation-model.ts';
export type { RecordFile } from './evaluate/labelled-file.ts';
export { readTruth, type Truth } from './evaluate/truth.ts';
export type { LinkageError } from './evaluate/worst-errors.ts';
export type { Band, Evidence, Explained, Linkage, Prepared, Scored } from './linkage/linkage.ts';
export { LINKAGE_FORMAT, type LinkageWeights } from './linkage/linkage-weights.ts';
export { trainLinkage } from './linkage/train-linkage.ts';
export { openLinkage } from './linkage/open-linkage.ts';
export type { Edge } from './match/edge.ts';
export type { GenericKey } from './match/generic-key.ts';
export { type LinkedRecords, linkRecords } from './match/link-records.ts';
export { type MatchKey, matchKeys } from './match/match-keys.ts';
export { matchRecords, type ProjectedRecord } from './match/match-records.ts';
export { type CandidatePair, type KeyedRecord, MAX_HOLDERS, pairRecords } from './match/pair-records.ts';
export { scorePair } from './match/score-pair.ts';
export { isVetoed } from './match/veto.ts';
export { type ClusterMember, type FieldProvenance, mergeCluster, type UnifiedRecord } from './merge/merge-cluster.ts';
export { type ExactRule, exactRules, type RulePart } from './model/exact-rules.ts';
export {
  SEMANTIC_TYPE_RULES,
  SEMANTIC_TYPES,
  type SemanticType,
  type SemanticTypeRules,
} from './model/semantic-types.ts';
export { compareText, parseRef, refText, sourceName, type SourceRecordRef } from './model/source-record.ts';
export type { Mapping, ModelSource, Relation, Rollup, SurvivalRule, UnifiedModel } from './model/unified-model.ts';
export { isFreeEmailDomain } from './normalise/free-email.ts';
export { type NormaliseContext, type Normaliser, NORMALISER_VERSION } from './normalise/normaliser.ts';
export { type ProjectedField, type Projection, projectRecord } from './project/project-record.ts';
export type { RecordData } from './project/read-path.ts';
export { parseSourceTime } from './project/source-time.ts';
export { parseIntegration, parseModel, parseModelFile, parseWeftFile } from './weft-file/parse-weft-file.ts';
export type { DirectorySource, StreamDeclaration, WeftFile } from './weft-file/weft-file.ts';
export { WeftFileError, type WeftFileFault } from './weft-file/weft-file-error.ts';

export { type AppliedLine, applyIntegrations, applyModel, applyWeftFile } from './catalog/apply-weft-file.ts';
export { type IntegrationView, putIntegration, putModel, readIntegrationView } from './catalog/put-definitions.ts';
export {
  listLatestVersions,
  listModelVersions,
  type ModelView,
  readModelVersion,
  readTenantModel,
  type TenantModelView,
} from './catalog/read-model-versions.ts';
export { getModel, listModels } from './catalog/models.ts';
export { type ModelInForce, modelFor, shownModel } from './overlay/model-for.ts';
export { askToUnify } from './overlay/ask-to-unify.ts';
export { modelsFedBy } from './overlay/models-fed-by.ts';
export { CONFIG_DOCUMENT } from './overlay/tenant-config.ts';
export { deleteTenantDocument, patchTenantDocument, putTenantDocument } from './overlay/tenant-documents.ts';
export { type Decided, decideLink, forgetDecision, listDecisions, type RecordPair } from './people/decide.ts';
export { explainPair, type PairExplanation } from './people/explain-pair.ts';
export type { MergedAway } from './people/merged-away.ts';
export { explainUnified, type UnifiedExplanation } from './people/explain-unified.ts';
export type { Comparison, EvidenceView, RecordSide } from './people/pair-view.ts';
export { forgetPin, listPinned, type PinPlace, pinValue, type PinView } from './people/pin.ts';
export { readReview, type ReviewItem, type ReviewPosition } from './people/read-review.ts';
export { listRemoteIds, registerRemoteId, type RemoteId } from './people/remote-ids.ts';
export { trainModel, type TrainingReport } from './people/train.ts';
export type { WeightsMeasure } from './linkage/measure-weights.ts';
export type { Turn } from './people/turns-of.ts';
export { expandRelations } from './read/expand-relations.ts';
export { planModels, type PlanModelsOptions } from './plan/plan-models.ts';
export { type PlannedSettings, planSettings } from './plan/plan-settings.ts';
export { type PlannedUnify, planUnify } from './plan/plan-unify.ts';
export { getUnified, readUnified, type UnifiedView } from './read/read-unified.ts';
export type { UnifyProgress, UnifyStep } from './run/pace.ts';
export { relateModels } from './relate/relate-models.ts';
export { runUnify, type UnifyOptions } from './run/run-unify.ts';
export { forgetLink, type Link, type LinkNote, type LinkView, lookAgain, readLinks, saveLinks } from './store/links.ts';
export { shownFields } from './model/unified-model.ts';
