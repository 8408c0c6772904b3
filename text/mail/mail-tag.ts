/** The tag of SES by which the events of a mail tell its own id. */
export const MAIL_TAG = 'pricebell-mail';
