import { benchAdmin, wantsAdmin } from './admin/admin-bench.js';
import { benchAssemble, wantsAssemble } from './assemble/assemble-bench.js';
import { benchBackup, wantsBackup } from './backup/backup-bench.js';
import type { BenchContext } from './bench-context.js';
import { benchClassify, wantsClassify } from './classify/classify-bench.js';
import { benchCompose, wantsCompose } from './compose/compose-bench.js';
import { benchDue, wantsDue } from './due/due-bench.js';
import { benchHistory, wantsHistory } from './history/history-bench.js';
import { benchHome, wantsHome } from './home/home-bench.js';
import { benchImport, wantsImport } from './import/import-bench.js';
import type { ResultRow } from './measurement.js';
import { benchOperators, wantsOperators } from './operators/operators-bench.js';
import { benchOrders, wantsOrders } from './orders/orders-bench.js';
import { benchPages, wantsPages } from './page/page-bench.js';
import { benchScale, wantsScale } from './scale/scale-bench.js';
import { benchScaling, wantsScaling } from './scaling/scaling-bench.js';
import { benchSearch, wantsSearch } from './search/search-bench.js';
import { benchSend, wantedConditions } from './send/send-bench.js';
import { benchSigning, wantsSigning } from './signing/signing-bench.js';
import { benchStatements, wantsStatements } from './statements/statements-bench.js';

interface Bench {
  isWanted(filter: readonly string[]): boolean;
  run(context: BenchContext): Promise<ResultRow[]>;
}

export const benches: readonly Bench[] = [
  { isWanted: wantsAdmin, run: benchAdmin },
  { isWanted: wantsAssemble, run: benchAssemble },
  { isWanted: wantsBackup, run: benchBackup },
  { isWanted: wantsClassify, run: benchClassify },
  { isWanted: wantsCompose, run: benchCompose },
  { isWanted: wantsDue, run: benchDue },
  { isWanted: wantsImport, run: benchImport },
  { isWanted: wantsOperators, run: benchOperators },
  { isWanted: wantsOrders, run: benchOrders },
  { isWanted: (filter) => wantedConditions(filter).length > 0, run: benchSend },
  { isWanted: wantsHistory, run: benchHistory },
  { isWanted: wantsHome, run: benchHome },
  { isWanted: wantsPages, run: benchPages },
  { isWanted: wantsScale, run: benchScale },
  { isWanted: wantsScaling, run: benchScaling },
  { isWanted: wantsSearch, run: benchSearch },
  { isWanted: wantsSigning, run: benchSigning },
  { isWanted: wantsStatements, run: benchStatements },
];
