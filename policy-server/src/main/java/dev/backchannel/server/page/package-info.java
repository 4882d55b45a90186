/**
 * The page at {@code /}: the topics as somebody who looks sees them. They are followed only while somebody does; what changed
 * goes out once a second as server-sent events.
 */
package dev.backchannel.server.page;
