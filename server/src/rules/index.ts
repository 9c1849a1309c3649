import { apiIntegrationTimeout } from "./api/apiIntegrationTimeout.js";
import { apiTimeoutChain } from "./api/apiTimeoutChain.js";
import { esmRanges } from "./batch/esmRanges.js";
import { filterCriteria } from "./batch/filterCriteria.js";
import { wrongSourceProperty } from "./batch/wrongSourceProperty.js";
import { cognito5s } from "./cognito/cognito5s.js";
import { callbackOnNode24 } from "./correctness/callbackOnNode24.js";
import { handlerExportMissing } from "./correctness/handlerExportMissing.js";
import { handlerFileMissing } from "./correctness/handlerFileMissing.js";
import { runtimeLanguageMismatch } from "./correctness/runtimeLanguageMismatch.js";
import { streamNotEnabled } from "./dynamodb/streamNotEnabled.js";
import { edgeEnv } from "./edge/edgeEnv.js";
import { edgeMemory } from "./edge/edgeMemory.js";
import { edgeRegion } from "./edge/edgeRegion.js";
import { edgeRoleTrust } from "./edge/edgeRoleTrust.js";
import { edgeRuntime } from "./edge/edgeRuntime.js";
import { edgeTimeout } from "./edge/edgeTimeout.js";
import { edgeUnsupportedFeature } from "./edge/edgeUnsupportedFeature.js";
import { edgeVersion } from "./edge/edgeVersion.js";
import { efsNeedsVpc } from "./efs/efsNeedsVpc.js";
import { bigRecord } from "./kinesis/bigRecord.js";
import { poisonPillBlocksShard } from "./kinesis/poisonPillBlocksShard.js";
import { startingPositionMissing } from "./kinesis/startingPositionMissing.js";
import { unusedSuppression } from "./lamplight/unusedSuppression.js";
import { envName } from "./limits/envName.js";
import { envReserved } from "./limits/envReserved.js";
import { envSize } from "./limits/envSize.js";
import { inlineCode } from "./limits/inlineCode.js";
import { layersMax } from "./limits/layersMax.js";
import { memoryRange } from "./limits/memoryRange.js";
import { reservedSum } from "./limits/reservedSum.js";
import { reservedZero } from "./limits/reservedZero.js";
import { runtimeDeprecated } from "./limits/runtimeDeprecated.js";
import { runtimeUnknown } from "./limits/runtimeUnknown.js";
import { snapstartUnsupported } from "./limits/snapstartUnsupported.js";
import { stringLimits } from "./limits/stringLimits.js";
import { timeoutManagedSync } from "./limits/timeoutManagedSync.js";
import { timeoutRange } from "./limits/timeoutRange.js";
import { tmpRange } from "./limits/tmpRange.js";
import { permissionPublic } from "./permissions/permissionPublic.js";
import { permissionUnscoped } from "./permissions/permissionUnscoped.js";
import { policiesIgnored } from "./permissions/policiesIgnored.js";
import { urlAuthNone } from "./permissions/urlAuthNone.js";
import { asyncNoFailureDestination } from "./reliability/asyncNoFailureDestination.js";
import type { Rule } from "./rule.js";
import { s3Overlap } from "./s3/s3Overlap.js";
import { aliasRequired } from "./sam/aliasRequired.js";
import { conflictingProperties } from "./sam/conflictingProperties.js";
import { duplicateEvent } from "./sam/duplicateEvent.js";
import { eventReference } from "./sam/eventReference.js";
import { eventType } from "./sam/eventType.js";
import { globals } from "./sam/globals.js";
import { invalidValue } from "./sam/invalidValue.js";
import { logicalId } from "./sam/logicalId.js";
import { missingProperty } from "./sam/missingProperty.js";
import { policyInvalid } from "./sam/policyInvalid.js";
import { propertyType } from "./sam/propertyType.js";
import { scheduleEnabledIgnored } from "./sam/scheduleEnabledIgnored.js";
import { unknownProperty } from "./sam/unknownProperty.js";
import { urlAuthParameter } from "./sam/urlAuthParameter.js";
import { cronGrammar } from "./schedule/cronGrammar.js";
import { ratePlural } from "./schedule/ratePlural.js";
import { unixCron } from "./schedule/unixCron.js";
import { secretInEnv } from "./security/secretInEnv.js";
import { sqsBatchWindow } from "./sqs/sqsBatchWindow.js";
import { sqsDlqOnFunction } from "./sqs/sqsDlqOnFunction.js";
import { sqsNoRedrive } from "./sqs/sqsNoRedrive.js";
import { visibilityBelowTimeout } from "./sqs/visibilityBelowTimeout.js";
import { visibilityLt6x } from "./sqs/visibilityLt6x.js";

/** All rules, sorted by id. */
export const rules: readonly Rule[] = [
  apiIntegrationTimeout,
  apiTimeoutChain,
  esmRanges,
  filterCriteria,
  wrongSourceProperty,
  cognito5s,
  callbackOnNode24,
  handlerExportMissing,
  handlerFileMissing,
  runtimeLanguageMismatch,
  streamNotEnabled,
  edgeEnv,
  edgeMemory,
  edgeRegion,
  edgeRoleTrust,
  edgeRuntime,
  edgeTimeout,
  edgeUnsupportedFeature,
  edgeVersion,
  efsNeedsVpc,
  bigRecord,
  poisonPillBlocksShard,
  startingPositionMissing,
  unusedSuppression,
  envName,
  envReserved,
  envSize,
  inlineCode,
  layersMax,
  memoryRange,
  reservedSum,
  reservedZero,
  runtimeDeprecated,
  runtimeUnknown,
  snapstartUnsupported,
  stringLimits,
  timeoutManagedSync,
  timeoutRange,
  tmpRange,
  permissionPublic,
  permissionUnscoped,
  policiesIgnored,
  urlAuthNone,
  asyncNoFailureDestination,
  s3Overlap,
  aliasRequired,
  conflictingProperties,
  duplicateEvent,
  eventReference,
  eventType,
  globals,
  invalidValue,
  logicalId,
  missingProperty,
  policyInvalid,
  propertyType,
  scheduleEnabledIgnored,
  unknownProperty,
  urlAuthParameter,
  cronGrammar,
  ratePlural,
  unixCron,
  secretInEnv,
  sqsBatchWindow,
  sqsDlqOnFunction,
  sqsNoRedrive,
  visibilityBelowTimeout,
  visibilityLt6x,
];
