export const NewClaimPage = () => null
export const loadNewClaimPage = (_: unknown) => Promise.resolve()
