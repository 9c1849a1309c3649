/** The time of an event in the forms that the services of AWS write. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly epoch: number;
  /** `2026-11-23T12:00:00.000Z`. */
  readonly iso: string;
  /** `2026-11-23T12:00:00Z`. */
  readonly seconds: string;
  /** `2026-11-23T12:00:00.000+0000`. */
  readonly offset: string;
  /** `23/Nov/2026:12:00:00 +0000`. */
  readonly log: string;
  /** `Mon, 23 Nov 2026 12:00:00 GMT`. */
  readonly http: string;
}

/** Noon of a day, `YYYY-MM-DD`, and some milliseconds. */
export function noonOf(date: string, milliseconds = 0): Moment {
  const time = new Date(Date.parse(`${date}T12:00:00.000Z`) + milliseconds);
  const iso = time.toISOString();
  const http = time.toUTCString();
  const [, day = "", month = "", year = "", clock = ""] = /(\d+) (\w+) (\d+) ([\d:]+)/.exec(http) ?? [];
  return {
    epoch: time.getTime(),
    iso,
    seconds: iso.replace(/\.\d+Z$/, "Z"),
    offset: iso.replace(/Z$/, "+0000"),
    log: `${day}/${month}/${year}:${clock} +0000`,
    http,
  };
}
