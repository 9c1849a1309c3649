import type { FileId, Place } from "./place.js";

export type SourceLanguage = "javascript" | "typescript" | "python";

/** The shape of an exported function as far as the syntax tells it. */
export interface HandlerSignature {
  readonly async: boolean;
  /** Names of the declared parameters, destructured ones as `{}`; undefined when the export is not a plain function. */
  readonly parameters?: readonly HandlerParameter[] | undefined;
  /** The export is a call (`middy(fn)`, `wrap(fn)`), a decorated function, an import of a package: its own arity is hidden. */
  readonly wrapped: boolean;
}

export interface HandlerParameter {
  readonly name: string;
  readonly place: Place;
  /** The body mentions it. */
  readonly used: boolean;
  readonly rest: boolean;
  /** It has a default value, which takes it out of the function's `length`. */
  readonly optional: boolean;
}

/** A value that a module exports by name. */
export interface ModuleExport {
  readonly name: string;
  readonly place: Place;
  /** The whole function, from its first token to its end, where the export is one. */
  readonly body?: Place | undefined;
  readonly signature?: HandlerSignature | undefined;
  /** What makes the function return its result instead of handing it to a callback, where that is simple. */
  readonly withoutCallback?: readonly CodeChange[] | undefined;
}

export interface CodeChange {
  readonly place: Place;
  readonly newText: string;
}

/** An assignment to a variable of the process environment, by literal name. */
export interface EnvironmentWrite {
  readonly name: string;
  readonly place: Place;
}

/** The places where code names a variable, without quotes; undefined when it may be named elsewhere too. */
export type EnvironmentReferences = (name: string) => readonly Place[] | undefined;

/** How a `Handler` string was followed to code. */
export type HandlerLink =
  | {
      readonly kind: "linked";
      readonly file: FileId;
      readonly language: SourceLanguage;
      readonly exported: ModuleExport;
    }
  /** The folder holds source, but none of the files that the handler can mean. */
  | {
      readonly kind: "file-missing";
      /** Files that were looked for, the most telling first. */
      readonly probed: readonly FileId[];
      /** Handlers that do exist near by, as `Handler` values, the most similar first. */
      readonly candidates: readonly string[];
      /** True when the file exists with other letter case, which fails on Lambda's Linux only. */
      readonly caseOf?: FileId | undefined;
      /** A build step may produce the file: the finding is a warning. */
      readonly built: boolean;
    }
  | {
      readonly kind: "export-missing";
      readonly file: FileId;
      readonly language: SourceLanguage;
      /** Names that the module exports, the most similar first. */
      readonly exports: readonly ModuleExport[];
      /** The export that the handler names exists as a type only. */
      readonly typeOnly: boolean;
      /** Where the declaration begins of a function of that name which an ES module keeps to itself. */
      readonly unexported?: Place | undefined;
      readonly name: string;
    }
  /** Nothing can be said: no local source, an image, a handler that is not known, a module that exports dynamically. */
  | {
      readonly kind: "unknown";
      readonly reason: string;
      /** The file that the handler means, of which only the exports are not known. */
      readonly source?: { readonly file: FileId; readonly language: SourceLanguage; readonly name: string } | undefined;
    };
