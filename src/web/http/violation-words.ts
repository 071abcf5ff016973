/** What Ajv says of a value that does not fit its schema. */
export interface Violation {
  readonly instancePath: string;
  readonly message?: string;
  readonly keyword?: string;
  readonly params?: {
    readonly additionalProperty?: unknown;
    readonly allowedValue?: unknown;
    readonly allowedValues?: unknown;
    readonly format?: unknown;
    readonly pattern?: unknown;
  };
  /** The schema of the value, where the server asks Ajv for it. */
  readonly parentSchema?: { readonly description?: unknown; readonly examples?: readonly unknown[] };
}

const formats: Readonly<Record<string, string>> = {
  'date-time': 'a moment in UTC, as 2026-03-24T08:00:00Z',
};

/** What is expected, in words: neither a pattern nor the name of a format says it to a person. */
export function violationWords({ keyword, message, params = {}, parentSchema = {} }: Violation): string {
  if (params.additionalProperty !== undefined) return 'is not known here';
  if (Array.isArray(params.allowedValues)) return `must be ${params.allowedValues.join(', ')}`;
  if (keyword === 'const') return `must be ${String(params.allowedValue)}`;
  const format = formats[String(params.format)];
  if (format !== undefined) return `must be ${format}`;
  if (keyword === 'anyOf' || keyword === 'pattern') {
    const { description, examples = [] } = parentSchema;
    if (params.pattern === '\\S') return 'must not be blank';
    if (typeof description === 'string') return `is not of the form that is asked for: ${description}`;
    if (examples.length > 0) return `must be written as ${examples.join(' or ')}`;
    return 'is not of the form that is asked for';
  }
  return message ?? 'is not as expected';
}
