/**
 * The line that stands beside the form. Consent records keep its id, so a text that was once shown is never
 * edited: another text gets another id, and the former one stays in this file for whoever reads the records.
 */
export const consentWording = {
  id: 'form-1',
  text: 'One mail on days with papers. One click ends it.',
} as const;
