import { lazy } from '../../lib/lazy.ts';
import { exceededBudget } from '../budgets/budgets.ts';
import { findResourceHolds } from './claims.ts';
import { findClaimants } from './readiness.ts';
import type { Situation } from '../situation.ts';
import type { Survey } from './survey.ts';
import { findUnderway } from './underway.ts';

/** The survey of a situation; the same one where it was made already. */
export const surveyOf = (situation: Situation): Survey =>
  situation instanceof LazySurvey ? situation : new LazySurvey(situation);

/** A class, so that a copy with other limits is a plain situation again and surveyed anew. */
class LazySurvey implements Survey {
  readonly state: Survey['state'];
  readonly limits: Survey['limits'];
  readonly now: string;
  readonly #underway = lazy(() => findUnderway(this));
  readonly #budget = lazy(() => exceededBudget(this));
  readonly #claimants = lazy(() => findClaimants(this));
  readonly #resourceHolds = lazy(() => findResourceHolds(this));

  constructor({ state, limits, now }: Situation) {
    this.state = state;
    this.limits = limits;
    this.now = now;
  }

  get underway(): Survey['underway'] {
    return this.#underway;
  }

  get budget(): Survey['budget'] {
    return this.#budget;
  }

  get claimants(): Survey['claimants'] {
    return this.#claimants;
  }

  get resourceHolds(): Survey['resourceHolds'] {
    return this.#resourceHolds;
  }
}
