/**
 * A file, interned: its absolute path, normalised by `workspace/uri.ts` (forward slashes, lower-case drive letter,
 * no `..`). Two places are in the same file exactly when their ids are equal strings.
 */
export type FileId = string & { readonly __brand: "FileId" };

/** UTF-16 offsets, end exclusive. Whoever holds a span says what it is relative to. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a value was written. The span is relative to a chunk of the file: a resource of a template, a top-level
 * declaration of a source file. A blank line above a chunk moves the chunk and changes no place in it.
 */
export interface Place extends Span {
  readonly file: FileId;
  /** Key into the file's chunk offsets; `""` is the file itself, at offset 0. */
  readonly chunk: string;
}

/** Says where a chunk begins in the current text of its file, or undefined when it is no longer there. */
export type ChunkOffset = (file: FileId, chunk: string) => number | undefined;

/** The place's span in the whole file, or undefined when its chunk is gone. */
export function absolute(place: Place, offsetOf: ChunkOffset): Span | undefined {
  const offset = offsetOf(place.file, place.chunk);
  return offset === undefined ? undefined : { start: place.start + offset, end: place.end + offset };
}
