import type { OperatorsContext } from '../../operators/operators-context.js';
import type { PageContext } from '../http/context.js';
import type { Installation } from '../http/installation.js';
import type { AdminPlace } from './admin-place.js';

/** What pages of operators are given. */
export interface AdminContext extends PageContext {
  readonly installation: Installation;
  readonly place: AdminPlace;
  readonly operators: OperatorsContext;
}
