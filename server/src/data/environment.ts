import data from "./environment.json";

/** Names that Lambda sets itself and lets nobody else set. */
export const reservedNames: ReadonlySet<string> = new Set(data.reserved);

/** What the whole name of an environment variable must match. */
export const environmentName: RegExp = new RegExp(`^${data.namePattern}$`);
