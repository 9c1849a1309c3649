import path from "node:path";
import * as vscode from "vscode";
import type {
  EVENT_REQUEST,
  EVENTS_REQUEST,
  EventAnswer,
  EventOffer,
  EventParams,
  EventsParams,
  FunctionSpec,
  FunctionTarget,
} from "../../../server/src/protocol.js";
import { eventsFolder, savedEvents, saveEvent } from "../invoker/savedEvents.js";
import type { Requests } from "./requests.js";

const eventsRequest: typeof EVENTS_REQUEST = "lamplight/events";
const eventRequest: typeof EVENT_REQUEST = "lamplight/event";

/** A function that is about to be run. */
export interface Runnable {
  readonly target: FunctionTarget;
  readonly spec: FunctionSpec;
}

/** For a function that looks at no event, or whose event nobody can guess. */
const EMPTY: EventOffer = { source: "empty", label: "Empty event", detail: "{}" };

interface EventItem extends vscode.QuickPickItem {
  readonly file?: string;
  readonly offer?: EventOffer;
}

const EDIT: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("edit"), tooltip: "Edit" };

/** The events that functions are run with: files beside the template, one of them remembered for each function. */
export class Events {
  constructor(
    private readonly requests: Requests,
    private readonly memory: vscode.Memento,
  ) {}

  /** The file of the event that the function was last run with, while it is there. */
  remembered({ target, spec }: Runnable): string | undefined {
    const name = this.memory.get<string>(keyOf(target));
    const { own, others } = savedEvents(spec);
    return [...own, ...others].find((it) => path.relative(eventsFolder(spec), it) === name);
  }

  remember({ target, spec }: Runnable, file: string): Thenable<void> {
    return this.memory.update(keyOf(target), path.relative(eventsFolder(spec), file));
  }

  /** Lets the user pick a saved event, or one that is made and saved; gives its file. Undefined when they think better of it. */
  async choose(runnable: Runnable): Promise<string | undefined> {
    const { spec } = runnable;
    const { own, others } = savedEvents(spec);
    const { triggers, sources } = await this.offers(runnable);
    const saved = (files: readonly string[]) => files.map((it) => savedItem(spec, it));
    const picked = await pick(`Event for ${spec.id}`, [
      ...separated("Saved for this function", saved(own)),
      ...separated("Triggers of the function", triggers),
      ...separated("Saved", saved(others)),
      ...separated("Other sources", sources),
    ]);
    if (!picked) return undefined;
    const file = picked.item.file ?? (await this.make(runnable, picked.item.offer));
    if (file === undefined) return undefined;
    await this.remember(runnable, file);
    if (!picked.edit) return file;
    await open(file);
    return undefined;
  }

  /** Makes an event, saves it and opens it for editing. */
  async create(runnable: Runnable): Promise<void> {
    const { triggers, sources } = await this.offers(runnable);
    const picked = await pick(`New event for ${runnable.spec.id}`, [
      ...separated("Triggers of the function", triggers),
      ...separated("Other sources", sources),
    ]);
    const file = await this.make(runnable, picked?.item.offer);
    if (file === undefined) return;
    await this.remember(runnable, file);
    await open(file);
  }

  private async offers({
    target,
  }: Runnable): Promise<{ readonly triggers: readonly EventItem[]; readonly sources: readonly EventItem[] }> {
    const offers = await this.requests.ask<EventsParams, readonly EventOffer[]>(eventsRequest, { target });
    const item = (offer: EventOffer): EventItem => ({
      label: offer.label,
      ...(offer.trigger !== undefined && { description: offer.trigger }),
      ...(offer.detail !== undefined && { detail: offer.detail }),
      offer,
      buttons: [EDIT],
    });
    return {
      triggers: offers.filter((it) => it.trigger !== undefined).map(item),
      sources: [EMPTY, ...offers.filter((it) => it.trigger === undefined)].map(item),
    };
  }

  private async make({ target, spec }: Runnable, offer: EventOffer | undefined): Promise<string | undefined> {
    if (!offer) return undefined;
    if (offer === EMPTY) return saveEvent(spec, EMPTY.source, "{}\n");
    const { source, trigger } = offer;
    const params = { target, source, ...(trigger !== undefined && { trigger }) };
    const { text } = await this.requests.ask<EventParams, EventAnswer>(eventRequest, params);
    return saveEvent(spec, source, text);
  }
}

function keyOf(target: FunctionTarget): string {
  return `event:${JSON.stringify(target)}`;
}

function savedItem(spec: FunctionSpec, file: string): EventItem {
  return {
    label: path.basename(file),
    description: path.relative(path.dirname(eventsFolder(spec)), path.dirname(file)),
    file,
    buttons: [EDIT],
  };
}

function separated(title: string, items: readonly EventItem[]): readonly EventItem[] {
  return items.length === 0 ? [] : [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

/** Each item can be taken as it is or, by its pencil, edited first. */
async function pick(
  title: string,
  items: readonly EventItem[],
): Promise<{ readonly item: EventItem; readonly edit: boolean } | undefined> {
  const list = vscode.window.createQuickPick<EventItem>();
  list.title = title;
  list.placeholder = "An event is saved beside the template and used again";
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.items = items;
  try {
    return await new Promise((resolve) => {
      list.onDidAccept(() => {
        const [item] = list.selectedItems;
        resolve(item && { item, edit: false });
      });
      list.onDidTriggerItemButton(({ item }) => resolve({ item, edit: true }));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}

async function open(file: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}
