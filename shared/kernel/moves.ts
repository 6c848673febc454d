/** A table of moves: for each move, the statuses it may start from. */
export type Moves<Status extends string, Move extends string> = Readonly<Record<Move, readonly Status[]>>

/**
 * Turns a table of moves into questions: `claimCan.approve(claim)` says whether the move may start here.
 * Commands check it and buttons read it, so that both agree.
 */
export const movesOf =
  <Status extends string>() =>
  <Move extends string>(moves: Moves<Status, Move>): Readonly<Record<Move, (noun: { readonly status: Status }) => boolean>> => {
    const can = {} as Record<Move, (noun: { readonly status: Status }) => boolean>
    for (const move of Object.keys(moves) as Move[]) can[move] = (noun) => moves[move].includes(noun.status)
    return can
  }

/**
 * Every step that a table of moves allows, from status to status: where each move may start, and what it leads to. The database holds the
 * same steps (`steps_of` in db/definer.sql), for those who come to it by another way than the commands.
 */
export function stepsOf<Status extends string, Move extends string>(
  statuses: readonly Status[],
  can: Readonly<Record<Move, (noun: { readonly status: Status }) => boolean>>,
  leadsTo: Readonly<Partial<Record<Move, readonly Status[]>>>,
): readonly `${Status} ${Status}`[] {
  const steps = new Set<`${Status} ${Status}`>()
  for (const [move, ends] of Object.entries(leadsTo) as [Move, readonly Status[]][]) {
    for (const from of statuses.filter((status) => can[move]({ status }))) {
      for (const to of ends) if (from !== to) steps.add(`${from} ${to}`)
    }
  }
  return [...steps].toSorted()
}
