/** Whether `pnpm soak` runs, which has hours, or `pnpm test`, which has minutes. */
export const isSoak = process.env['COFUND_SOAK'] === '1'

const times = isSoak ? 50 : 1

/** How many cases a property is tried on: `usual`, and fifty times as many in `pnpm soak`. */
export const runs = (usual: number): number => usual * times

/** How long that may take, in milliseconds. */
export const patience = (usual: number): number => usual * times
