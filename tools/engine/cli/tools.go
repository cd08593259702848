//go:build tools

// Package tools names what is built, so that `go mod tidy` keeps its modules.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
