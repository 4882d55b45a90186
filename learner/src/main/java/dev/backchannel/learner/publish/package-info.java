/** How an adapter that was trained elsewhere comes to the leading learner. */
package dev.backchannel.learner.publish;
