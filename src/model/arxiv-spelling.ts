/**
 * A category as arXiv writes it: the archive in small letters, and so is a subject unless it has two letters
 * (`cs.CL`, `cond-mat.mtrl-sci`; https://arxiv.org/category_taxonomy). What has no subject stays as it is.
 */
export function arxivSpelling(category: string): string {
  return category.replace(/^([a-z-]+)\.([a-z-]+)$/i, (_, archive: string, subject: string) => {
    const spelled = subject.length === 2 ? subject.toUpperCase() : subject.toLowerCase();
    return `${archive.toLowerCase()}.${spelled}`;
  });
}
