import { type EventTarget, eventOffers, eventTarget, makeEvent } from "./features/events.js";
import { exportSpec, functionSpec } from "./features/functionSpec.js";
import { runnableExports, runnableFunctions } from "./features/runnable.js";
import type { Analysis } from "./lamplight.js";
import type { Lenses } from "./lenses.js";
import { distinct } from "./model/distinct.js";
import type { FileId } from "./model/place.js";
import { DEFAULT_RUN_SETTINGS } from "./model/settings.js";
import type { Projects, Snapshot } from "./projects.js";
import type {
  EventAnswer,
  EventOffer,
  EventParams,
  FunctionAnswer,
  FunctionParams,
  FunctionsParams,
  FunctionTarget,
  RunnableFunction,
  RunSettings,
  RunSettingsParams,
} from "./protocol.js";
import type { LinkedFunction } from "./rules/rule.js";
import { runSettingsOf, SETTINGS_FILE } from "./workspace/settings.js";
import { type ClientUris, pathOf } from "./workspace/uri.js";

/** What a session lends to the requests about runs. */
interface RunSession {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly projects: Pick<Projects, "roots" | "exportsOf">;
  readonly lenses: Pick<Lenses, "modeOf">;
  readonly uris: ClientUris;
  readonly warn: (message: string) => void;
}

/** Answers what a client asks to run functions: the functions, how they are run, and their events. */
export class RunRequests {
  private readonly uriOf = (file: FileId) => this.session.uris.uriOf(file);

  constructor(private readonly session: RunSession) {}

  async settings({ root: folder }: RunSettingsParams): Promise<RunSettings> {
    const { projects, warn } = this.session;
    const root = projects.roots.find((it) => pathOf(it) === folder);
    if (!root) return DEFAULT_RUN_SETTINGS;
    const { run, problems } = await runSettingsOf(root);
    for (const problem of problems) warn(`${SETTINGS_FILE}: ${problem}`);
    return run;
  }

  eventOffers(snapshot: Snapshot, target: FunctionTarget | undefined): readonly EventOffer[] {
    return eventOffers(this.eventTarget(snapshot, target), this.session.date);
  }

  event(snapshot: Snapshot, { target, source, trigger }: EventParams): EventAnswer {
    const { date } = this.session;
    const made = makeEvent({ source, target: this.eventTarget(snapshot, target), trigger, date });
    return { text: made.kind === "event" ? made.text : "{}\n" };
  }

  async spec({ analyses }: Snapshot, { target }: FunctionParams): Promise<FunctionAnswer> {
    const options = { date: this.session.date, pathOf };
    if (target.kind === "export") {
      const source = await this.session.projects.exportsOf(this.session.uris.fileIdOf(target.file));
      return source ? exportSpec(source, target.export, options) : gone(target.export);
    }
    const found = this.find(analyses, target);
    return found ? functionSpec(found.analysis, found.fn, options) : gone(target.id);
  }

  async functions({ analyses }: Snapshot, at: FunctionsParams["at"]): Promise<RunnableFunction[]> {
    const place = at && { file: this.session.uris.fileIdOf(at.uri), position: at };
    const options = { date: this.session.date, pathOf, uriOf: this.uriOf };
    const named = analyses.flatMap((it) => runnableFunctions(it, place, options));
    const source =
      place && this.session.lenses.modeOf(place.file) === "all"
        ? await this.session.projects.exportsOf(place.file)
        : undefined;
    const exported = source ? runnableExports(analyses, source, at, this.uriOf) : [];
    const all = distinct([...named, ...exported]);
    return [...all.filter((it) => it.here), ...all.filter((it) => !it.here)];
  }

  private eventTarget({ analyses }: Snapshot, target: FunctionTarget | undefined): EventTarget | undefined {
    const found = target?.kind === "template" ? this.find(analyses, target) : undefined;
    return found && eventTarget(found.analysis, found.fn);
  }

  private find(
    analyses: readonly Analysis[],
    { template, id }: Extract<FunctionTarget, { readonly kind: "template" }>,
  ): { readonly analysis: Analysis; readonly fn: LinkedFunction } | undefined {
    const file = this.session.uris.fileIdOf(template);
    for (const analysis of analyses) {
      const fn = analysis.functions.find((it) => it.template.file === file && it.id === id);
      if (fn) return { analysis, fn };
    }
    return undefined;
  }
}

function gone(name: string): FunctionAnswer {
  const message = `there is no such function any more, for its file was changed; choose it again: ${name}`;
  return { kind: "problem", message };
}
