/** What an operator is; each may do what src/model/permission.ts says, and there are no others. */
export const roles = ['owner', 'operator', 'editor', 'viewer'] as const;

export type Role = (typeof roles)[number];
