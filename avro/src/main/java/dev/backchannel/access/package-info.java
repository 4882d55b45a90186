/** Who may do what: pure, and the same in every role. */
package dev.backchannel.access;
