/** How an operator's commands, and an adapter that was trained elsewhere, come to the leading learner. */
package dev.backchannel.learner.publish;
