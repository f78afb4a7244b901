import type { CommandModule } from '../command.ts';
import type { SYNC_OPTIONS } from '../option-tables.ts';
import { syncDocuments } from '../steps/sync-documents.ts';

/** Brings the state files and the boxes of tasks.md back to what the journal says. */
export const command: CommandModule<typeof SYNC_OPTIONS> = {
  run: ({ options }, io) => syncDocuments(options, io),
};
