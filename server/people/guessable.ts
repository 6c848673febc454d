import type { Organisation } from '@cofund/shared/people/organisation'
import { firstGuesses, isMostlyGuessed } from '@cofund/shared/people/password'
import type { Person } from '@cofund/shared/people/person'

/** Of a long password the beginning is looked at, so that looking takes milliseconds: what is hard to guess begins with what is. */
const longEnough = 64

/** On zxcvbn's scale of 0 to 4: beyond ten thousand million guesses. */
const hardToGuess = 4

/** Loaded when somebody first chooses a password: the lists are a megabyte, and starting waits for nobody. */
let estimator: ReturnType<typeof loadEstimator> | undefined

async function loadEstimator() {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, firstGuesses: [...firstGuesses] },
    graphs: common.adjacencyGraphs,
  })
}

/**
 * Whether somebody would guess it: a password that many use, one made of such, of words, dates or keys that lie together, or of
 * what this person and their organisation are called (adr-guessable-passwords.md).
 */
export async function isGuessable(
  password: string,
  { person, organisation }: { readonly person: Person; readonly organisation: Organisation },
): Promise<boolean> {
  if (isMostlyGuessed(password, person.signInName)) return true
  const names = [person.signInName, person.name, organisation.nameZh, organisation.nameEn]
  const parts = names.flatMap((name) => [name, ...name.split(/[\s._-]+/)]).filter((part) => part.length > 1)
  const { score } = (await (estimator ??= loadEstimator())).check(password.normalize('NFKC').slice(0, longEnough), parts)
  return score < hardToGuess
}
