// Texts as one sees them: letter by letter, cut where there is no room.

const SEGMENTER = Intl.Segmenter && new Intl.Segmenter("und", { granularity: "grapheme" });

/** The letters of a text one by one; what is piled up on one beyond 32 characters is cut, too. */
function* pieces(text) {
  if (!SEGMENTER) return yield* text;
  for (const { segment } of SEGMENTER.segment(text)) {
    if (segment.length <= 32) yield segment;
    else
      for (let left = [...segment]; left.length; left = left.slice(32))
        yield left.slice(0, 32).join("");
  }
}

/** The first `most` letters as one sees them, as letters.py has them: an emoji of many is one. */
export function letters(text, most) {
  const found = [];
  for (const letter of pieces(text)) if (found.push(letter) >= most) break;
  return found;
}

/** At most `limit` letters, the last of which is an ellipsis where the text goes on. */
export function clip(text, limit) {
  if (text.length <= limit) return text;
  const found = letters(text, limit + 1);
  return found.length > limit ? found.slice(0, Math.max(limit - 1, 1)).join("") + "…" : text;
}

/** A text as part of a sentence: letters that run from the right turn nothing around it. */
export const isolated = (text) =>
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u202a-\u202e]/.test(text)
    ? `\u2068${text}\u2069`
    : text;
