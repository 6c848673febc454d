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
