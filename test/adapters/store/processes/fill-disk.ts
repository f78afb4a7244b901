// Appends to a journal until the system takes no more, and says what it said:
// node fill-disk.mjs JOURNAL
import { systemClock } from '../../../../src/adapters/clock/system-clock.ts';
import { openJournal } from '../../../../src/adapters/store/journal.ts';
import { taskId } from '../../../../src/model/ids.ts';
import { UserError } from '../../../../src/model/user-error.ts';

const [path = ''] = process.argv.slice(2);
const { journal } = openJournal({
  path,
  clock: systemClock,
  guard: () => undefined,
});
for (let appended = 0; ; appended += 1) {
  try {
    journal.append([{ type: 'checks_started', task_id: taskId('1') }]);
  } catch (error) {
    const isExpected = error instanceof UserError;
    const message = String(error);
    process.stdout.write(JSON.stringify({ appended, isExpected, message }));
    break;
  }
}
