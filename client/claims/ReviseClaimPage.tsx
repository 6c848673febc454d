export const ReviseClaimPage = () => null
export const loadReviseClaimPage = (_: unknown) => Promise.resolve()
