interface Message {
  readonly messageId: string;
  readonly receiptHandle?: string;
  readonly body: string;
  readonly receiveCount?: number;
}

/** What Lambda hands to a function that is fed from a queue. */
export const queueEvent = (messages: readonly Message[]) => ({
  Records: messages.map(({ messageId, receiptHandle = `handle-${messageId}`, body, receiveCount = 1 }) => ({
    messageId,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(Date.now()),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(Date.now()),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:work',
    awsRegion: 'us-east-1',
  })),
});
