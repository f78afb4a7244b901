/** Something there is only so much of: a test database, the full test suite. */
export type Resource = {
  /** How many may use it at once. */
  readonly slots: number;
  /** Ids of units that need it while their agent runs. */
  readonly units: readonly string[];
  /** A unit whose writes meet one of these patterns needs it as well. */
  readonly writes: readonly string[];
};

/** Resources by name. */
export type Resources = Readonly<Record<string, Resource>>;
