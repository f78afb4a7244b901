import type { SpecFiles } from '../model/spec.ts';

/** The spec in the workdir: read whole, written one mark at a time. */
export type SpecFolder = {
  read(): Promise<SpecFiles>;
  /** Sets marks by line; nothing else in the file changes. */
  tick(
    marks: readonly {
      readonly line: number;
      readonly mark: ' ' | 'x' | '-';
    }[],
  ): Promise<void>;
};
