// How much blame is left where: the arithmetic of the verdicts, as picture.py has it.
import { number } from "../core/kit/numbers.js";

export const GOAL = 0.01; // a hundredth is asked for

const off = (share, goal) => (share > 0 ? Math.max(share / goal, goal / share) : Infinity);

/** The place where a share is nearest to the goal, in ratio; of equals the later one. */
export const nearest = (shares, goal = GOAL) =>
  shares.reduce((best, share, t) => (off(share, goal) <= off(shares[best], goal) ? t : best), 0);

/** Whether a share is about the goal: within half and twice of it. */
export const about = (share, goal = GOAL) => off(share, goal) <= 2;

/** What each step back from the last word to t left, on average (geometric). */
export const kept = (shares, t) =>
  t === shares.length - 1 ? 1 : shares[t] ** (1 / (shares.length - 1 - t));

/** A share in words, of two digits: 18 %, 1.3 %, 0.64 %. */
export const percent = (x) => (x >= 0.095 ? `${Math.round(100 * x)} %` : `${number(100 * x, 2)} %`);

/** How often a share is another: 13, 1.4, 0.8. */
export const times = (a, b) => number(a / b, 2);

/** Which of the two verbs a network finds likelier: 0 the right one. */
export const chosen = (chance) => (chance > 0.5 ? 0 : 1);
