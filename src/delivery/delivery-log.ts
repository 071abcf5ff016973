/** What delivery tells: event names and fields, never an address. */
export interface DeliveryLog {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}
