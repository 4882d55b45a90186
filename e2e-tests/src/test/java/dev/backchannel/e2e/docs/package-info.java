/** Every command of every document is executed: {@link dev.backchannel.e2e.docs.Book} says by which test. */
package dev.backchannel.e2e.docs;
