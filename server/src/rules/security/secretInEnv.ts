import type { Known, textOf } from "../../model/value.js";
import { failures, isDynamic, reportFailure } from "../failure.js";
import { environmentEntries } from "../limits/environment.js";
import { defineRule } from "../rule.js";

export const secretInEnv = defineRule({
  id: "security/secret-in-env",
  summary: "An environment variable holds a secret that stands in the template",
  rationale: `
A secret that is written in a template is in the repository and its history, in the stack, and in the console of everybody
who may look at the function. Keep it in Secrets Manager or the Parameter Store: read it in the code when the function
starts, or refer to it (\`{{resolve:secretsmanager:...}}\`), and change the one that was written here, for it is known.

Reported are access keys and tokens of known form, and values that look random under a name such as \`DB_PASSWORD\`,
\`API_KEY\` or \`CLIENT_SECRET\`. Placeholders, references, names and ARNs of secrets are not.
`,
  severity: "warning",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-encryption",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          CLIENT_SECRET: wJq7Rk2Zt9Lm4Xc8Vb1Np6Hs
                       # ^^^^^^^^^^^^^^^^^^^^^^^^ warning: \`CLIENT_SECRET\` holds what looks like a secret, and everybody who sees the template knows it: keep it in Secrets Manager and refer to it by {{resolve:secretsmanager:...}}
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          CLIENT_SECRET: '{{resolve:secretsmanager:orders:SecretString:client}}'
          CLIENT_SECRET_NAME: orders/client-2024
`,
  },

  *check(fn) {
    if (fn.resource.excluded) return;
    for (const { key, value } of environmentEntries(fn)) {
      const judge = (it: Parameters<typeof textOf>[0]) => (it.kind === "known" ? secretIn(key, it) : undefined);
      for (const failure of failures(fn, value, judge)) {
        const why = `\`${key}\` holds ${failure.verdict}, and everybody who sees the template knows it`;
        const message = `${why}: keep it in Secrets Manager and refer to it by {{resolve:secretsmanager:...}}`;
        yield reportFailure(failure, { message, severity: "warning" });
      }
    }
  },
});

/** Secrets that are told by their form, whatever the name. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, "an access key of AWS"],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36}/, "a token of GitHub"],
  [/\bxox[abprs]-[A-Za-z0-9-]{20,}/, "a token of Slack"],
  [/\bsk_live_[A-Za-z0-9]{16,}/, "a key of Stripe"],
  [/^[a-z][a-z0-9+]*:\/\/[^\s:@/]+:[^\s:@/${}<>*]{6,}@/i, "an address with a password"],
];

const SECRET_NAME = /(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/;

const PASSWORD_NAME = /PASS(?:WORD|WD)$/;

const PLACEHOLDER =
  /example|change|replace|placeholder|your|dummy|sample|fake|test|todo|x{3}|[<>{}$*]|\.{3}|12345|abcde/i;

const PUBLIC_NAME = /PUBLIC|PUBLISHABLE/;

function secretIn(name: string, { value }: Known): string | undefined {
  const text = String(value);
  if (isDynamic(text) || PLACEHOLDER.test(text)) return undefined;
  const form = FORMS.find(([pattern]) => pattern.test(text));
  if (form) return form[1];
  const spelled = name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
  if (!SECRET_NAME.test(spelled) || PUBLIC_NAME.test(spelled)) return undefined;
  return looksRandom(text) || (PASSWORD_NAME.test(spelled) && looksLikePassword(text))
    ? "what looks like a secret"
    : undefined;
}

/** Long, of letters and digits without order: no name, no path, no ARN, no UUID. */
function looksRandom(text: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(text)) return /\d/.test(text) && /[a-f]/i.test(text) && new Set(text).size > 8;
  if (text.length < 20 || !/^[A-Za-z0-9+/_=-]+$/.test(text)) return false;
  if (text.split(/[-_/]/).length > 3) return false;
  return [/\d/, /[a-z]/, /[A-Z]/].every((it) => it.test(text)) && entropy(text) > 3.5;
}

/** Letters, digits and a sign that no name has. */
function looksLikePassword(text: string): boolean {
  return text.length >= 8 && [/\d/, /[A-Za-z]/, /[!@#%^&+=?~]/].every((it) => it.test(text)) && !/[\s:]/.test(text);
}

/** Bits for each letter, by how often each occurs. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, it) => sum - (it / text.length) * Math.log2(it / text.length), 0);
}
