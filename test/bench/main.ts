import { benchAnalysis } from "./analysis.js";
import { benchInvoke } from "./invoke.js";

const [, , subject = "", built = "", part = ""] = process.argv;
void (subject === "invoke" ? benchInvoke(built, part) : benchAnalysis(built));
