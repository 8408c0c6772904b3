/** The group of the people who run the system, as a token's claim `cognito:groups` names it. */
export const ADMIN_GROUP = 'admin';
