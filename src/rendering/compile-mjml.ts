import { BroadsheetError } from '../errors.js';

const OPTIONS = {
  validationLevel: 'strict',
  keepComments: false,
  /** Without this, a font family that MJML knows by name becomes a remote style sheet. */
  fonts: {},
} as const;

/**
 * Compiles a filled-in MJML document to HTML whose lines carry no indentation.
 * @throws BroadsheetError TEMPLATE_INVALID with the name of the template and the reason
 */
export async function compileMjml(name: string, document: string): Promise<string> {
  // Loading MJML takes half a second, and most commands never render.
  const { default: mjml } = await import('mjml');
  try {
    const { html } = await mjml(document, OPTIONS);
    return `${html.trim().replace(/\s*\n\s*/g, '\n')}\n`;
  } catch (error) {
    throw new BroadsheetError('TEMPLATE_INVALID', `${name} cannot be compiled: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** MJML's own message names lines of the filled-in document, which nobody can look at, and a folder. */
function reasonOf(error: unknown): string {
  const { errors } = error as { errors?: readonly { tagName: string; message: string }[] };
  if (errors !== undefined) return errors.map(({ tagName, message }) => `<${tagName}> ${message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}
