/**
 * What anybody would try here first: the product and its district, what every list of leaked passwords opens with, and
 * the ways that a finger runs over a keyboard. ASVS 6.1.2 asks for this list to stand somewhere: it stands here.
 */
export const firstGuesses = `
  cofund gongtou gongdan shanghai yangpu pudong xuhui finance caizheng yinhang keji demo
  password passw0rd p@ssw0rd administrator admin root welcome letmein changeme iloveyou woaini secret login user test
  qwertyuiop qwerty asdfghjkl asdf zxcvbnm zxcv 1qaz 2wsx 3edc 4rfv 5tgb qazwsx qaz wsx edc rfv zaq1 xsw2
  1q2w3e4r5t6y 1q2w3e4r 1q2w3e q1w2e3r4t5y6 q1w2e3r4 q1w2e3 1a2s3d4f 5201314 1314520 147258369 147258 112233`
  .trim()
  .split(/\s+/)

/** How much must be left of a password once all that is taken out of it. */
const ownCharacters = 6

/**
 * Whether little of a password is its owner's: taken out are first guesses, the parts of the sign-in name, years, runs (abc,
 * 4321) and repetitions (aaaa, abcabc). Nothing is asked of its composition.
 */
export function isMostlyGuessed(password: string, signInName: string): boolean {
  const names = signInName.split(/[._-]/).filter((part) => part.length > 2)
  const words = [...firstGuesses, ...names].toSorted((a, b) => b.length - a.length)
  const plain = words.reduce((rest, word) => rest.replaceAll(word, ' '), password.normalize('NFKC').toLowerCase())
  const rest = plain
    .replace(/(19|20)\d\d/g, ' ')
    .replace(/(.{1,4}?)\1{2,}/gu, '$1')
    .replace(/(.{3,}?)\1+/gu, '$1')
  return withoutRuns(rest).replace(/[\s\p{P}\p{S}]/gu, '').length < ownCharacters
}

/** Of three or more characters that follow each other, up or down, the first is left. */
function withoutRuns(text: string): string {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const step = (index: number): number => (codes[index] ?? 0) - (codes[index - 1] ?? 0)
  return [...text]
    .filter((_, index) => {
      const [here, before, after] = [step(index), step(index - 1), step(index + 1)]
      const follows = index > 0 && Math.abs(here) <= 1
      return !(follows && ((index > 1 && before === here) || (index + 1 < codes.length && after === here)))
    })
    .join('')
}
