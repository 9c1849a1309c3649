import { callbackOnNode24 } from "./correctness/callbackOnNode24.js";
import { handlerExportMissing } from "./correctness/handlerExportMissing.js";
import { handlerFileMissing } from "./correctness/handlerFileMissing.js";
import { runtimeLanguageMismatch } from "./correctness/runtimeLanguageMismatch.js";
import { unusedSuppression } from "./lamplight/unusedSuppression.js";
import { envName } from "./limits/envName.js";
import { envReserved } from "./limits/envReserved.js";
import { envSize } from "./limits/envSize.js";
import { inlineCode } from "./limits/inlineCode.js";
import { layersMax } from "./limits/layersMax.js";
import { memoryRange } from "./limits/memoryRange.js";
import { runtimeDeprecated } from "./limits/runtimeDeprecated.js";
import { runtimeUnknown } from "./limits/runtimeUnknown.js";
import { snapstartUnsupported } from "./limits/snapstartUnsupported.js";
import { stringLimits } from "./limits/stringLimits.js";
import { timeoutManagedSync } from "./limits/timeoutManagedSync.js";
import { timeoutRange } from "./limits/timeoutRange.js";
import { tmpRange } from "./limits/tmpRange.js";
import type { Rule } from "./rule.js";
import { cronGrammar } from "./schedule/cronGrammar.js";
import { ratePlural } from "./schedule/ratePlural.js";
import { unixCron } from "./schedule/unixCron.js";

/** All rules, sorted by id. */
export const rules: readonly Rule[] = [
  callbackOnNode24,
  handlerExportMissing,
  handlerFileMissing,
  runtimeLanguageMismatch,
  unusedSuppression,
  envName,
  envReserved,
  envSize,
  inlineCode,
  layersMax,
  memoryRange,
  runtimeDeprecated,
  runtimeUnknown,
  snapstartUnsupported,
  stringLimits,
  timeoutManagedSync,
  timeoutRange,
  tmpRange,
  cronGrammar,
  ratePlural,
  unixCron,
];
