/** In place of `@aws-sdk/endpoint-cache`, which keeps what DynamoDB's endpoint discovery finds: nobody switches that on. */
export class EndpointCache {}
