/** Who is erased, as every task sees it. */
package dev.backchannel.streams.erased;
