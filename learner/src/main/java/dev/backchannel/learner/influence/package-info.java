/** How much of what the policy learns any one user, conversation or tenant may decide, and what was let through of late. */
package dev.backchannel.learner.influence;
